import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { createMailRow } from '../../support/rows/mail-rows.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';

const api = new ReplyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

let made = 0;
const letter = async (change: Parameters<typeof api.letter>[0] = {}) => {
  const email = `again-${++made}@customer.example`;
  return { ...(await api.letter({ cc: [], email, ...change })), email };
};
type Made = Awaited<ReturnType<typeof letter>>;
type Came = Omit<Parameters<typeof createMailRow>[1], 'now' | 'from'>;
const comes = (of: Made, mail: Came) =>
  api.mail({
    from: of.email,
    messageId: of.messageId,
    customers: [{ customerId: of.customerId, contactId: of.contactId }],
    ...mail,
  });
const judge = (mailId: string, body: object, key?: string) =>
  api.ok('POST', `/v1/mails/${mailId}/verdict`, { body, ...(key !== undefined && { key }) });
const answer = (mailId: string, said: string) =>
  api.ok('POST', `/v1/mails/${mailId}/wish`, { body: { answer: said } });
const ofEnrollment = ({ enrollmentId }: Made) => api.holdsOf({ enrollmentId });
const ofCustomer = ({ customerId }: Made) => api.holdsOf({ customerId });
const endless = { stopRules: { holdOnReply: { days: null } } };
const figuresOf = async ({ sequenceId }: Made) =>
  (await api.ok('GET', `/v1/sequences/${sequenceId}/overview`)).mail;

describe('I3, I4: a verdict that a person changes, and changes again', () => {
  test('the day of a return that is put right holds until the right one, longer or shorter', async () => {
    const of = await letter();
    const mailId = await comes(of, { verdict: 'out_of_office', returnOn: '2026-03-09' });
    await judge(mailId, { verdict: 'out_of_office', returnOn: '2026-03-20' });
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-20T23:00:00.000Z']);
    await judge(mailId, { verdict: 'out_of_office', returnOn: '2026-03-05' });
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-05T23:00:00.000Z']);
    expect(await api.eventsOf(of)).toEqual(['auto_reply']);
  });

  test('the same of an absence that answers nothing of ours', async () => {
    const of = await letter();
    const absence = { verdict: 'out_of_office', messageId: null, returnOn: '2026-03-09' } as const;
    const mailId = await comes(of, absence);
    await judge(mailId, { verdict: 'out_of_office', returnOn: '2026-03-20' });
    expect(await ofCustomer(of)).toEqual(['customer out_of_office 2026-03-20T23:00:00.000Z']);
  });

  test('an absence that was none, and is one after all, holds again', async () => {
    const of = await letter();
    const mailId = await comes(of, { verdict: 'out_of_office', returnOn: '2026-03-09' });
    await judge(mailId, { verdict: 'automatic' });
    expect(await ofEnrollment(of)).toEqual([]);
    await judge(mailId, { verdict: 'out_of_office', returnOn: '2026-03-09' });
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-09T23:00:00.000Z']);
  });

  test('a reply that was a machine’s holds nothing any more and is no reply in figures (S20); as one again it is', async () => {
    const of = await letter(endless);
    const mailId = await comes(of, { verdict: 'reply' });
    const held = [await ofEnrollment(of), await ofCustomer(of)];
    expect([held, (await figuresOf(of)).replied.count]).toMatchObject([
      [['enrollment reply endless'], [expect.stringMatching(/^customer reply/)]],
      1,
    ]);
    const { endedHolds } = await judge(mailId, { verdict: 'automatic' });
    expect(endedHolds).toHaveLength(2);
    expect([await ofEnrollment(of), await ofCustomer(of)]).toEqual([[], []]);
    expect((await figuresOf(of)).replied.count).toBe(0);
    expect((await api.ok('GET', `/v1/enrollments/${of.enrollmentId}`)).status).toBe('active');
    await judge(mailId, { verdict: 'reply' });
    expect([await ofEnrollment(of), await ofCustomer(of)]).toEqual(held);
    expect([await api.eventsOf(of), (await figuresOf(of)).replied.count]).toEqual([['reply'], 1]);
  });

  test('what another reply holds back stays held', async () => {
    const of = await letter(endless);
    const mailId = await comes(of, { verdict: 'reply' });
    await comes(of, { verdict: 'reply' });
    expect((await judge(mailId, { verdict: 'automatic' })).endedHolds).toEqual([]);
    expect(await ofEnrollment(of)).toEqual(['enrollment reply endless']);
    expect((await figuresOf(of)).replied.count).toBe(1);
  });

  test('S20: a report that was none is no bounce in figures, unless another report says the same', async () => {
    const [one, two] = [await letter(), await letter()];
    const report = (of: Made) => {
      const failed = [{ address: of.email, n: 1, kind: 'hard' as const, code: '5.1.1', words: null }];
      return comes(of, { verdict: 'hard_bounce', failed });
    };
    const [ofOne, ofTwo] = [await report(one), await report(two)];
    await report(two);
    await judge(ofOne, { verdict: 'ignore' });
    await judge(ofTwo, { verdict: 'ignore' });
    expect([(await figuresOf(one)).bounced.count, (await figuresOf(two)).bounced.count]).toEqual([0, 1]);
  });

  test('D3: a complaint that was a reply takes the address off again, one that somebody else made too does not', async () => {
    const [one, two] = [await letter(), await letter()];
    const suppressed = (address: string) => api.db.suppression.count({ where: { address } });
    const ofOne = await comes(one, { verdict: 'complaint' });
    const ofTwo = await comes(two, { verdict: 'complaint' });
    await comes(two, { verdict: 'complaint' });
    expect(await suppressed(one.email)).toBe(1);
    const { removedSuppressions, stopped } = await judge(ofOne, { verdict: 'reply' });
    expect([removedSuppressions, stopped]).toMatchObject([[expect.any(String)], [{}]]);
    await judge(ofTwo, { verdict: 'reply' });
    expect([await suppressed(one.email), await suppressed(two.email)]).toEqual([0, 1]);
  });

  test('a wish is asked anew where a person says that it is one, however it was answered before', async () => {
    const of = await letter(endless);
    const mailId = await comes(of, { verdict: 'opt_out' });
    await answer(mailId, 'declined');
    await judge(mailId, { verdict: 'automatic' });
    expect([await ofEnrollment(of), await ofCustomer(of)]).toEqual([[], []]);
    await judge(mailId, { verdict: 'opt_out' });
    expect(await ofCustomer(of)).toEqual(['customer reply endless']);
    await answer(mailId, 'confirmed');
    expect([await api.standingOf(of), await ofCustomer(of)]).toEqual(['stopped unsubscribe', []]);
  });

  test('U3: who does not see every customer of an absence leaves what it holds as it is', async () => {
    const [of, hidden] = [await letter(), await letter()];
    const customers = [of, hidden].map(({ customerId, contactId }) => ({ customerId, contactId }));
    const absence = { verdict: 'out_of_office', returnOn: '2026-03-09', customers } as const;
    const mailId = await comes(of, absence);
    await api.hide(hidden.customerId);
    const { key } = await api.user('manager');
    await judge(mailId, { verdict: 'out_of_office', returnOn: '2026-03-20' }, key);
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-09T23:00:00.000Z']);
  });
});

describe('I4: a wish that waits for a person', () => {
  test('holds apart from a reply: its answer does not end what the reply holds', async () => {
    const of = await letter();
    await comes(of, { verdict: 'reply', messageId: null });
    const [byReply] = await ofCustomer(of);
    const mailId = await comes(of, { verdict: 'opt_out', messageId: null });
    expect(await ofCustomer(of)).toEqual([byReply, 'customer reply endless']);
    await answer(mailId, 'confirmed');
    expect(await ofCustomer(of)).toEqual([byReply]);
  });
});
