import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { ACCEPTED, QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
const START = api.now;
beforeAll(() => api.open());
afterAll(() => api.close());

const steps = [{ timing: onDay(0, '08:00'), cc: ['copy@acme.example'] }, { timing: onDay(4) }];
const messageOf = (sourceId: string) =>
  api.db.message.findFirstOrThrow({ where: { sourceId }, include: { recipients: true } });

test('D1: an uncertain message is in the queue as an error, and is not sent again by itself', async () => {
  const row = await api.row({ steps });
  await api.uncertain(row);
  const { items } = await api.ok('GET', `/v1/queue?customerId=${row.customerId}&error=true`);
  expect(items).toMatchObject([{ status: 'uncertain', errorCode: 'uncertain' }]);
  await api.look(row.enrollmentId);
  await expect(api.claim(row)).rejects.toThrow('not claimed');
});

test('D1: retry and cancel answer 409 with the time from which they work, and work from then on', async () => {
  for (const [action, status] of [
    ['retry', 'ready'],
    ['cancel', 'cancelled'],
  ] as const) {
    api.now = START;
    const row = await api.row({ steps });
    await api.uncertain(row);
    const retryAt = new Date(START + 600_000).toISOString();
    api.now = START + 599_999;
    const early = await api.act(row.executionId, action);
    expect([early.status, early.body.retryAt]).toEqual([409, retryAt]);
    expect((await messageOf(row.executionId)).status).toBe('uncertain');
    api.now = START + 600_000;
    const answer = await api.act(row.executionId, action);
    expect(answer.body.status).toBe(status);
    expect((await messageOf(row.executionId)).status).toBe('cancelled');
  }
  api.now = START;
});

test('D1: the second attempt keeps the Message-ID, and a late answer to the first one changes nothing', async () => {
  const row = await api.row({ steps });
  const first = await api.uncertain(row);
  api.now = START + 600_000;
  await api.act(row.executionId, 'retry');
  const second = await api.handedOver(row);
  expect([second.mail.messageId, second.mail.headerId]).toEqual([first.mail.messageId, first.mail.headerId]);
  await api.settle(row, first, ACCEPTED);
  expect((await api.execution(row.executionId)).status).toBe('sending');
  await api.settle(row, second, ACCEPTED);
  expect((await api.execution(row.executionId)).status).toBe('done');
  api.now = START;
});

test('D1: mark-sent counts it as sent at its hand-over, in ledger, thread and step; then it is settled', async () => {
  const row = await api.row({ steps });
  await api.uncertain(row);
  api.now = START + 60_000;
  const answer = await api.act(row.executionId, 'mark-sent');
  expect(answer.body).toMatchObject({ status: 'done', errorCode: null });
  expect((await api.execution(row.executionId)).endedAt).toEqual(new Date(START));
  const message = await messageOf(row.executionId);
  expect([message.status, message.settledById]).toEqual(['sent', api.adminId]);
  const ofMain = message.recipients.filter(({ n }) => n === 1);
  expect(ofMain.map(({ status }) => status)).toEqual(['accepted']);
  const thread = await api.db.communication.findMany({
    where: { stepExecutionId: row.executionId },
    orderBy: { id: 'asc' },
  });
  expect(thread).toMatchObject([{ kind: 'email', outcome: 'sent', messageId: message.id }]);
  for (const action of ['mark-sent', 'retry']) {
    const again = await api.act(row.executionId, action);
    expect([again.status, again.body.happened]).toMatchObject([
      409,
      { action: 'mark_sent', by: { id: api.adminId } },
    ]);
  }
  api.now = START;
});

test('Q3: retry and mark-sent at once: one wins, the other hears what happened', async () => {
  const other = await api.user('manager');
  const row = await api.row({ steps });
  await api.uncertain(row);
  api.now = START + 600_000;
  const answers = await Promise.all([
    api.act(row.executionId, 'retry'),
    api.act(row.executionId, 'mark-sent', {}, other.key),
  ]);
  expect(answers.map(({ status }) => status < 300).sort()).toEqual([false, true]);
  const lost = answers.find(({ status }) => status === 409)!;
  expect(['retry', 'mark_sent']).toContain(lost.body.happened.action);
  api.now = START;
});

test('D1: an uncertain message of a stopped enrollment stays in the queue until a person answers it', async () => {
  for (const [action, status] of [
    ['mark-sent', 'done'],
    ['cancel', 'cancelled'],
  ] as const) {
    const row = await api.row({ steps });
    await api.uncertain(row);
    await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/stop`, { body: {} });
    const before = await api.db.enrollment.findUniqueOrThrow({ where: { id: row.enrollmentId } });
    expect((await api.ok('GET', `/v1/queue?customerId=${row.customerId}`)).items).toHaveLength(1);
    expect((await api.act(row.executionId, 'retry')).status).toBe(409);
    api.now = START + 600_000;
    expect((await api.act(row.executionId, action)).body.status).toBe(status);
    api.now = START;
    expect((await api.ok('GET', `/v1/queue?customerId=${row.customerId}`)).items).toHaveLength(0);
    const after = await api.db.enrollment.findUniqueOrThrow({ where: { id: row.enrollmentId } });
    expect([after.status, after.intentVersion]).toEqual([before.status, before.intentVersion]);
  }
});

test('D1: the main recipient refused: in error, no copy leaves, and retry addresses everybody anew', async () => {
  const row = await api.row({ steps });
  const claim = await api.handedOver(row);
  await api.settle(row, claim, { kind: 'refused', code: 550, reply: '550 no such user' });
  const { copies } = await api.ok('GET', `/v1/messages/${claim.mail.messageId}`);
  const standing = copies.map(({ n, status, reason }: Json) => [n, status, reason]);
  expect(standing).toEqual([
    [1, 'refused', null],
    [2, 'cancelled', 'main_refused'],
  ]);
  const shown = await api.ok('GET', `/v1/queue/${row.executionId}`);
  expect(shown).toMatchObject({
    status: 'error',
    errorCode: 'refused',
    errorDetail: '550 no such user',
  });
  expect((await api.act(row.executionId, 'retry')).status).toBe(202);
  const again = await api.claim(row);
  expect(again.mail.recipients.map(({ n, kind }) => [n, kind])).toEqual([
    [1, 'to'],
    [2, 'cc'],
  ]);
});

test('C3, D1: what is marked as sent days later is a contact of the moment of its hand-over', async () => {
  api.now = START;
  const row = await api.row({ steps });
  await api.uncertain(row);
  api.now = START + 3 * 86_400_000;
  await api.ok('POST', `/v1/queue/${row.executionId}/mark-sent`, { body: {} });
  const at = new Date(START).toISOString();
  const thread = await api.ok('GET', `/v1/customers/${row.customerId}/communications?kind=email`);
  expect(thread.items).toMatchObject([{ occurredAt: at, outcome: 'sent' }]);
  const { items } = await api.ok('GET', '/v1/customer-table?limit=200');
  expect(items.find(({ id }: { id: string }) => id === row.customerId).lastContactAt).toBe(at);
  api.now = START;
});
