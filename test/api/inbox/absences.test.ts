import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { DAY_MS } from '../../support/worlds/outcome-world.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';

const api = new ReplyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

let made = 0;
const letter = async () => {
  const email = `away-${++made}@customer.example`;
  return { ...(await api.letter({ cc: [], email })), email };
};
type Made = Awaited<ReturnType<typeof letter>>;
const away = (of: Made, change: object = {}) =>
  api.mail({
    verdict: 'out_of_office',
    from: of.email,
    messageId: of.messageId,
    customers: [{ customerId: of.customerId, contactId: of.contactId }],
    ...change,
  });
const ofEnrollment = ({ enrollmentId }: Made) => api.holdsOf({ enrollmentId });
/** Its message is one of a recommended action. */
const toAction = async (of: Made) => {
  const data = { sourceKind: 'action', sourceId: newId('action'), enrollmentId: null };
  await api.db.message.update({ where: { id: of.messageId }, data });
  return of;
};

describe('out of office (I4)', () => {
  test('holds until the day after the return, in the organisation’s zone, and never stops', async () => {
    const of = await letter();
    await away(of, { returnOn: '2026-03-09' });
    // Berlin.
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-09T23:00:00.000Z']);
    expect(await api.standingOf(of)).toBe('active');
    const { reasons } = await api.ok('GET', `/v1/enrollments/${of.enrollmentId}/explain`);
    expect(reasons).toMatchObject([{ code: 'enrollment_hold', until: '2026-03-09T23:00:00.000Z' }]);
    expect(reasons[0].text).toContain('out of office');
  });

  test('without a day it holds for 14 days, by a call of the API too', async () => {
    const until = new Date(api.now + 14 * DAY_MS).toISOString();
    const [of, other] = [await letter(), await letter()];
    await away(of);
    expect(await ofEnrollment(of)).toEqual([`enrollment out_of_office ${until}`]);
    await api.event(other.messageId, { kind: 'auto_reply' });
    expect(await ofEnrollment(other)).toEqual([`enrollment out_of_office ${until}`]);
  });

  test('the longest wins: a second one that is shorter does not shorten it, one that is longer makes it longer', async () => {
    const of = await letter();
    await away(of, { returnOn: '2026-03-20' });
    await away(of, { returnOn: '2026-03-09' });
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-20T23:00:00.000Z']);
    await away(of, { returnOn: '2026-03-23' });
    expect(await ofEnrollment(of)).toEqual(['enrollment out_of_office 2026-03-23T23:00:00.000Z']);
  });

  test('of an absence that is over nothing follows', async () => {
    const of = await letter();
    await away(of, { returnOn: '2026-02-27' });
    expect([await ofEnrollment(of), await api.eventsOf(of)]).toEqual([[], []]);
  });

  test('of a mail of an action it holds the customer, by a call of the API too', async () => {
    const [of, other] = [await toAction(await letter()), await toAction(await letter())];
    await away(of, { returnOn: '2026-03-09' });
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([
      'customer out_of_office 2026-03-09T23:00:00.000Z',
    ]);
    await api.event(other.messageId, { kind: 'auto_reply', until: '2026-03-05T00:00:00.000Z' });
    expect(await api.holdsOf({ customerId: other.customerId })).toEqual([
      'customer out_of_office 2026-03-05T00:00:00.000Z',
    ]);
  });

  test('M5: of a copy it holds nothing', async () => {
    const of = await letter();
    await api.db.messageRecipient.create({
      data: { messageId: of.messageId, n: 2, kind: 'cc', address: 'copy@x.example', status: 'accepted' },
    });
    await away(of, { from: 'copy@x.example', n: 2 });
    expect([await ofEnrollment(of), await api.eventsOf(of)]).toEqual([[], ['auto_reply 2']]);
  });

  test('I4: an automatic answer that says nothing of being away is kept, and nothing follows', async () => {
    const of = await letter();
    await away(of, { verdict: 'automatic' });
    expect(await api.standingOf(of)).toBe('active');
    expect([await ofEnrollment(of), await api.eventsOf(of)]).toEqual([[], []]);
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([]);
  });

  test('out of office and reply in one minute: whichever is first, the reply stops', async () => {
    const [one, other] = [await letter(), await letter()];
    await away(one, { returnOn: '2026-03-09' });
    await away(one, { verdict: 'reply' });
    expect(await api.standingOf(one)).toBe('stopped reply');
    await away(other, { verdict: 'reply' });
    await away(other, { returnOn: '2026-03-09' });
    expect(await api.standingOf(other)).toBe('stopped reply');
  });
});
