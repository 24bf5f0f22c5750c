import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unsubscribe } from '../../../commands/enrollments/unsubscribe.ts';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { COPY, CopyWorld, type Letter } from '../../support/worlds/copy-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.begin();
  await api.db.suppression.deleteMany();
  await api.db.messageEvent.deleteMany();
});

const DAY_MS = 86_400_000;
const report = (messageId: string, body: object) =>
  api.ok('POST', `/v1/messages/${messageId}/events`, { body });
const suppressions = async () =>
  (await api.db.suppression.findMany({ orderBy: { addressKey: 'asc' } })).map(
    ({ addressKey, reason, expiresAt }) => [addressKey, reason, expiresAt?.toISOString() ?? null],
  );
const state = async ({ enrollmentId }: Row) => {
  const { status, stopReason } = await api.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
  return stopReason ? `${status} ${stopReason}` : status;
};
const second = async ({ customerId }: { customerId: string }) => {
  const email = `${newId('contact').slice(-8)}@next.example`;
  const { id } = await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
    body: { name: 'Nell', email },
  });
  return { id, email };
};
let made = 0;
const letter = (cc: string[] = []): Promise<Letter> => {
  made += 1;
  return api.letter({ cc, email: `main-${made}@customer.example` });
};
const mainOf = (of: Letter): string => of.claim.mail.recipients[0]!.address;

/** A message of a recommended action that was sent, as its row in the ledger. */
async function ofAction(): Promise<{ messageId: string; address: string }> {
  const of = await letter();
  const { messageId } = of;
  await api.db.message.update({
    where: { id: messageId },
    data: { sourceKind: 'action', sourceId: newId('action'), enrollmentId: null },
  });
  return { messageId, address: mainOf(of) };
}

describe('a bounce', () => {
  test('S16: where another usable contact is left the enrollment goes on with that one, and says so', async () => {
    const of = await letter();
    const { id, email } = await second(of);
    expect(await report(of.messageId, { kind: 'bounce' })).toMatchObject({ effect: 'continued', n: 1 });
    expect(await state(of)).toBe('active');
    const entries = await api.db.communication.findMany({
      where: { enrollmentId: of.enrollmentId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ subject }) => subject).join()).toContain('goes on with another contact');
    api.pass(6 * DAY_MS);
    await api.look(of.enrollmentId);
    const next = { ...of, executionId: await api.executionOf(of.enrollmentId, 1) };
    const { mail, contactId } = await api.claim(next);
    expect([mail.recipients.map(({ address }) => address), contactId]).toEqual([[email], id]);
  });

  test('S16: otherwise it stops; not where the sequence says so', async () => {
    const of = await letter();
    expect(await report(of.messageId, { kind: 'bounce' })).toMatchObject({ effect: 'stopped' });
    expect(await state(of)).toBe('stopped bounce');
    const steps = [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }];
    const row = await api.row({ steps, stopRules: { onBounce: false } });
    const { messageId } = (await api.sent(row)).mail;
    expect(await report(messageId, { kind: 'bounce' })).toMatchObject({ effect: 'recorded' });
    expect(await state(row)).toBe('active');
  });

  test('M5: of a copy it suppresses that address, and the enrollment goes on', async () => {
    const of = await letter([COPY]);
    expect(await report(of.messageId, { kind: 'bounce', address: COPY.toUpperCase() })).toMatchObject({
      n: 2,
      effect: 'recorded',
    });
    expect(await suppressions()).toEqual([[COPY, 'hard_bounce', null]]);
    expect(await state(of)).toBe('active');
  });

  test('I4: of a mail of a program or an action it does the same: suppressed at once, kept, in the thread', async () => {
    const { messageId, address } = await ofAction();
    expect(await report(messageId, { kind: 'bounce' })).toEqual({
      messageId,
      n: 1,
      effect: 'recorded',
      enrollment: null,
    });
    expect(await suppressions()).toEqual([[address, 'hard_bounce', null]]);
    expect(await api.db.messageEvent.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
      { kind: 'bounce', messageId, n: 1, address },
    ]);
    expect(
      await api.db.communication.count({ where: { messageId, subject: { startsWith: 'Bounced' } } }),
    ).toBe(1);
  });

  test('an address that had no copy is refused, and nothing is stored', async () => {
    const { messageId } = await letter();
    const body = { kind: 'bounce', address: 'stranger@example.com' };
    const answer = await api.call('POST', `/v1/messages/${messageId}/events`, { body });
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ field: 'address', message: 'is no recipient of this message' }],
    ]);
    expect([await suppressions(), await api.db.messageEvent.count()]).toEqual([[], 0]);
  });
});

describe('soft bounces and complaints', () => {
  test('D3: the third soft bounce within 30 days, from any source, suppresses for 30 days; it never stops', async () => {
    const of = await letter();
    const kind = 'soft_bounce';
    await report(of.messageId, { kind, occurredAt: new Date(api.now - 31 * DAY_MS).toISOString() });
    await report(of.messageId, { kind });
    api.pass(DAY_MS);
    expect(await report(of.messageId, { kind })).toMatchObject({ effect: 'recorded' });
    expect(await suppressions()).toEqual([]);
    await report(of.messageId, { kind });
    const until = new Date(api.now + 30 * DAY_MS).toISOString();
    expect(await suppressions()).toEqual([[mainOf(of), 'soft_bounce', until]]);
    expect(await state(of)).toBe('active');
  });

  test('D3: it ends by itself; what is for good in the meantime stays so', async () => {
    const until = api.now + 30 * DAY_MS;
    const address = 'full@customer.example';
    const at = { createdAt: new Date(api.now), expiresAt: new Date(until) };
    const entry = { channel: 'email', reason: 'soft_bounce', source: 'api', authorId: 'system', ...at };
    await api.db.suppression.create({
      data: { id: newId('suppression'), addressKey: address, address, ...entry },
    });
    const row = await api.due({ email: address, cc: [] });
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    expect((await api.execution(row.executionId)).errorCode).toBe('all_suppressed');
    api.now = until + 1;
    await api.act(row.executionId, 'retry');
    expect((await api.claim(row)).mail.recipients).toMatchObject([{ address }]);
    api.now = until - DAY_MS;
    await api.ok('POST', '/v1/suppressions', { body: { address, reason: 'manual' } });
    api.now = until + 1;
    const { items } = await api.ok('GET', `/v1/suppressions?address=${address}`);
    expect(items).toContainEqual(expect.objectContaining({ reason: 'manual', expiresAt: null }));
  });

  test('I4: a complaint suppresses at once and stops its enrollment; of a copy, nobody else is concerned', async () => {
    const of = await letter([COPY]);
    expect(await report(of.messageId, { kind: 'complaint', address: COPY })).toMatchObject({
      effect: 'recorded',
    });
    expect(await state(of)).toBe('active');
    expect(await report(of.messageId, { kind: 'complaint' })).toMatchObject({ effect: 'stopped' });
    expect(await suppressions()).toEqual([
      [COPY, 'complaint', null],
      [mainOf(of), 'complaint', null],
    ]);
    expect(await state(of)).toBe('stopped complaint');
  });
});

describe('the unsubscribe link', () => {
  test('case 9: of a copy it suppresses the copy, which is left out of the next step and named there', async () => {
    const of = await api.letter({ email: 'boss@nine.example', cc: ['copy@nine.example'], ...threeSteps() });
    await unsubscribe(api.engine, { messageId: of.messageId, n: 2 });
    expect(await suppressions()).toEqual([['copy@nine.example', 'unsubscribed', null]]);
    expect(await state(of)).toBe('active');
    api.pass(6 * DAY_MS);
    await api.look(of.enrollmentId);
    const next = { ...of, executionId: await api.executionOf(of.enrollmentId, 1) };
    const { mail } = await api.sent(next);
    expect(mail.recipients.map(({ address }) => address)).toEqual(['boss@nine.example']);
    expect((await api.shown(mail)).leftOut).toEqual([
      { kind: 'cc', address: 'copy@nine.example', contactId: null, reason: 'suppressed' },
    ]);
    await unsubscribe(api.engine, { messageId: of.messageId, n: 1 });
    expect(await state(of)).toBe('stopped unsubscribe');
  });

  test('D3: used again, twice at once too, it makes one event, of every source and after the end', async () => {
    const of = await letter();
    const action = await ofAction();
    for (const { messageId } of [of, action]) {
      await unsubscribe(api.engine, { messageId, n: 1 });
      await Promise.all([1, 2].map(() => unsubscribe(api.engine, { messageId, n: 1 })));
      expect(await api.db.messageEvent.count({ where: { messageId, kind: 'unsubscribe' } })).toBe(1);
    }
    const ended = await letter();
    await api.db.enrollment.update({
      where: { id: ended.enrollmentId },
      data: { status: 'completed', isLive: false },
    });
    await unsubscribe(api.engine, { messageId: ended.messageId, n: 1 });
    expect(await api.db.messageEvent.count({ where: { messageId: ended.messageId } })).toBe(1);
    expect(await state(ended)).toBe('completed');
  });

  test('D3: an address that was taken off the list since is suppressed again', async () => {
    const of = await letter();
    await unsubscribe(api.engine, { messageId: of.messageId, n: 1 });
    await api.db.suppression.deleteMany();
    await unsubscribe(api.engine, { messageId: of.messageId, n: 1 });
    expect(await suppressions()).toEqual([[mainOf(of), 'unsubscribed', null]]);
  });
});

function threeSteps() {
  const cc = ['copy@nine.example'];
  return { steps: [{ timing: onDay(0, '08:00'), cc }, { timing: onDay(5), cc }, { timing: onDay(10) }] };
}
