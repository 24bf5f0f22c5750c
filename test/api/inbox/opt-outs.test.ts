import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { UNSUBSCRIBE_ADDRESS } from '../../../domain/inbox/reasons.ts';
import { COPY } from '../../support/worlds/copy-world.ts';
import { ReplyWorld } from '../../support/worlds/reply-world.ts';

const api = new ReplyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.suppression.deleteMany();
});

let made = 0;
const letter = async (cc: string[] = []) => {
  const email = `stop-${++made}@customer.example`;
  return { ...(await api.letter({ cc, email })), email };
};
type Made = Awaited<ReturnType<typeof letter>>;
const wish = (of: Made, change: object = {}) =>
  api.mail({
    verdict: 'opt_out',
    from: of.email,
    messageId: of.messageId,
    customers: [{ customerId: of.customerId, contactId: of.contactId }],
    ...change,
  });
const suppressed = async () =>
  (await api.db.suppression.findMany({ orderBy: { id: 'asc' } })).map(
    ({ address, reason }) => `${address} ${reason}`,
  );
const answer = (mailId: string, body: object, key?: string) =>
  api.call('POST', `/v1/mails/${mailId}/wish`, { body, ...(key !== undefined && { key }) });

describe('a wish to get no more mail (I4)', () => {
  test('in words waits for a person; until then the customer hears nothing, and nothing is suppressed', async () => {
    const of = await letter();
    await wish(of);
    expect(await suppressed()).toEqual([]);
    expect(await api.standingOf(of)).toBe('active');
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual(['customer reply endless']);
    const { reasons } = await api.ok('GET', `/v1/enrollments/${of.enrollmentId}/explain`);
    expect(reasons[0].text).toContain('waits for a person');
  });

  test('confirmed: the address is suppressed, its enrollment stops, and who said it is kept', async () => {
    const of = await letter();
    const mailId = await wish(of);
    const said = await answer(mailId, { answer: 'confirmed' });
    expect(said).toMatchObject({
      status: 200,
      body: { mailId, answer: 'confirmed', answeredById: api.adminId },
    });
    expect(await suppressed()).toEqual([`${of.email} unsubscribed`]);
    expect(await api.standingOf(of)).toBe('stopped unsubscribe');
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([]);
    expect(await api.eventsOf(of)).toEqual(['unsubscribe']);
    expect(await api.auditActions(mailId)).toEqual(['mail.wish_answered']);
  });

  test('declined: it is a reply', async () => {
    const of = await letter();
    const mailId = await wish(of);
    await answer(mailId, { answer: 'declined' });
    expect([await suppressed(), await api.eventsOf(of)]).toEqual([[], ['reply']]);
    expect(await api.standingOf(of)).toBe('stopped reply');
  });

  test('by the unsubscribe address it holds at once', async () => {
    const of = await letter();
    await wish(of, { reasons: [UNSUBSCRIBE_ADDRESS] });
    expect(await suppressed()).toEqual([`${of.email} unsubscribed`]);
    expect(await api.standingOf(of)).toBe('stopped unsubscribe');
  });

  test('M5: of a copy it takes off the copy, and the enrollment goes on', async () => {
    const of = await letter([COPY]);
    await wish(of, { reasons: [UNSUBSCRIBE_ADDRESS], n: 2, from: COPY });
    expect(await suppressed()).toEqual([`${COPY} unsubscribed`]);
    expect(await api.standingOf(of)).toBe('active');
  });

  test('of another contact whom we know it takes off that one alone', async () => {
    const of = await letter();
    const email = `other-${made}@customer.example`;
    const body = { name: 'Nell', email };
    const { id: contactId } = await api.ok('POST', `/v1/customers/${of.customerId}/contacts`, { body });
    const mailId = await wish(of, { from: email, customers: [{ customerId: of.customerId, contactId }] });
    await answer(mailId, { answer: 'confirmed' });
    expect(await suppressed()).toEqual([`${email} unsubscribed`]);
    expect(await api.eventsOf(of)).toEqual(['reply']);
  });

  test('Q3: a second person hears what happened; another mail is no wish', async () => {
    const of = await letter();
    const mailId = await wish(of);
    await answer(mailId, { answer: 'declined' });
    expect(await answer(mailId, { answer: 'confirmed' })).toMatchObject({
      status: 409,
      body: { happened: { answer: 'declined', by: api.adminId } },
    });
    const other = await wish(of, { verdict: 'automatic' });
    expect((await answer(other, { answer: 'confirmed' })).status).toBe(409);
    expect(await suppressed()).toEqual([]);
  });

  test('two wishes: the customer waits until both are answered', async () => {
    const of = await letter();
    const [one, two] = [await wish(of), await wish(of)];
    await answer(one, { answer: 'confirmed' });
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual(['customer reply endless']);
    await answer(two, { answer: 'confirmed' });
    expect(await api.holdsOf({ customerId: of.customerId })).toEqual([]);
  });

  test('U3: of a hidden customer it is absent; U1: who may not suppress is refused; bad answers store nothing', async () => {
    const of = await letter();
    const mailId = await wish(of);
    const { key } = await api.user('viewer');
    expect((await answer(mailId, { answer: 'confirmed' }, key)).status).toBe(403);
    await api.hide(of.customerId);
    const manager = await api.user('manager', { granted: ['suppressions.manage'] });
    expect((await answer(mailId, { answer: 'confirmed' }, manager.key)).status).toBe(404);
    const refused = await answer(mailId, { answer: 'maybe' });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'answer']);
    expect(await suppressed()).toEqual([]);
  });
});
