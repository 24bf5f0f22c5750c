import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FailedRecipient } from '../../../domain/inbox/judgement.ts';
import { newId } from '../../../infra/ids.ts';
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
  const email = `gone-${++made}@customer.example`;
  return { ...(await api.letter({ cc, email })), email };
};
type Made = Awaited<ReturnType<typeof letter>>;
const failed = (n: number | null, kind: 'hard' | 'soft' = 'hard'): FailedRecipient => {
  return { address: 'whoever@customer.example', n, kind, code: '5.1.1', words: '550 no such user' };
};
const report = (of: Made, change: object = {}) =>
  api.mail({
    verdict: 'hard_bounce',
    from: 'mailer-daemon@customer.example',
    messageId: of.messageId,
    n: null,
    failed: [failed(1)],
    customers: [{ customerId: of.customerId }],
    ...change,
  });
const suppressed = async () =>
  (await api.db.suppression.findMany({ orderBy: { id: 'asc' } })).map(
    ({ address, reason }) => `${address} ${reason}`,
  );

describe('a bounce in a mailbox', () => {
  test('D3, S16: for good suppresses the address and stops, with the server’s words', async () => {
    const of = await letter();
    await report(of);
    expect(await suppressed()).toEqual([`${of.email} hard_bounce`]);
    expect((await api.db.suppression.findFirstOrThrow()).source).toBe('mailbox');
    expect(await api.standingOf(of)).toBe('stopped bounce');
    const [event] = await api.db.messageEvent.findMany({
      where: { messageId: of.messageId },
      orderBy: { id: 'asc' },
    });
    expect(event).toMatchObject({ kind: 'bounce', detail: '5.1.1 550 no such user', source: 'mailbox' });
  });

  test('S16: it goes on with another contact where there is one', async () => {
    const of = await letter();
    const body = { name: 'Nell', email: `next-${made}@customer.example` };
    await api.ok('POST', `/v1/customers/${of.customerId}/contacts`, { body });
    await report(of);
    expect(await api.standingOf(of)).toBe('active');
  });

  test('D3, M5: of a copy concerns the copy alone', async () => {
    const of = await letter([COPY]);
    await report(of, { failed: [failed(2)] });
    expect(await suppressed()).toEqual([`${COPY} hard_bounce`]);
    expect(await api.standingOf(of)).toBe('active');
    expect(await api.eventsOf(of)).toEqual(['bounce 2']);
  });

  test('one report of two copies: each as it says', async () => {
    const of = await letter([COPY]);
    await report(of, { failed: [failed(1, 'soft'), failed(2)] });
    expect(await api.eventsOf(of)).toEqual(['soft_bounce', 'bounce 2']);
    expect(await suppressed()).toEqual([`${COPY} hard_bounce`]);
  });

  test('told by two servers it is one, and so is one for now of the same copy', async () => {
    const of = await letter();
    const soft = { verdict: 'soft_bounce', failed: [failed(1, 'soft')] };
    await report(of, soft);
    await report(of, soft);
    expect(await api.eventsOf(of)).toEqual(['soft_bounce']);
    await report(of);
    await report(of);
    expect(await api.eventsOf(of)).toEqual(['soft_bounce', 'bounce']);
  });

  test('D3: the third for now within 30 days suppresses for 30 days', async () => {
    const of = await letter();
    const soft = { verdict: 'soft_bounce', failed: [failed(1, 'soft')] };
    await report(of, soft);
    for (let each = 0; each < 2; each += 1) {
      const next = await api.letter({ cc: [], email: of.email });
      await report({ ...next, email: of.email }, soft);
    }
    expect(await suppressed()).toEqual([`${of.email} soft_bounce`]);
  });

  test('of an address that we never wrote to nothing follows, unless there is one copy only', async () => {
    const [one, two] = [await letter(), await letter([COPY])];
    await report(one, { failed: [failed(null)] });
    await report(two, { failed: [failed(null)] });
    expect([await api.eventsOf(one), await api.eventsOf(two)]).toEqual([['bounce'], []]);
  });

  test('I3: what a person says of it goes before what the report says', async () => {
    const [one, two] = [await letter(), await letter()];
    await report(one, { verdict: 'soft_bounce' });
    await report(two, { failed: [failed(1, 'soft')] });
    expect([await api.eventsOf(one), await api.eventsOf(two)]).toEqual([['soft_bounce'], ['bounce']]);
  });

  test('I4: of a mail of an action, an automation or a program it does the same', async () => {
    for (const [sourceKind, id] of [
      ['action', newId('action')],
      ['automation', newId('automationMessage')],
      ['touchpoint', newId('scheduledTouchpoint')],
    ] as const) {
      await api.db.suppression.deleteMany();
      const of = await letter();
      const data = { sourceKind, sourceId: id, enrollmentId: null };
      await api.db.message.update({ where: { id: of.messageId }, data });
      await report(of);
      expect([await suppressed(), await api.eventsOf(of)]).toEqual([[`${of.email} hard_bounce`], ['bounce']]);
    }
  });

  test('bounce of a mail still uncertain: it is known to have left, and the enrollment stops', async () => {
    const email = `gone-${++made}@customer.example`;
    const row = await api.due({ cc: [], email });
    const claim = await api.uncertain(row);
    await report({ ...row, claim, email, messageId: claim.mail.messageId });
    const message = await api.db.message.findUniqueOrThrow({ where: { id: claim.mail.messageId } });
    expect([message.status, await api.standingOf(row)]).toEqual(['sent', 'stopped bounce']);
    expect((await api.execution(row.executionId)).status).toBe('done');
  });

  test('D3: a complaint suppresses at once and stops', async () => {
    const of = await letter();
    await report(of, { verdict: 'complaint', failed: [], n: 1 });
    expect(await suppressed()).toEqual([`${of.email} complaint`]);
    expect(await api.standingOf(of)).toBe('stopped complaint');
  });

  test('what retention took away does not keep a report waiting for ever', async () => {
    const of = await letter();
    const mailId = await report(of, { messageId: newId('message'), linkedBy: 'message_id' });
    const { processedAt } = await api.db.mail.findUniqueOrThrow({ where: { id: mailId } });
    expect(processedAt).not.toBeNull();
  });
});
