import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const suppress = (address: string) => api.ok('POST', '/v1/suppressions', { body: { address } });
const edit = (id: string, body: object) => api.ok('PATCH', `/v1/queue/${id}`, { body });
let made = 0;
/** An email step of a customer whose first contact may get no mail, and whose second may. */
async function passedOver(change: object = {}): Promise<{ row: Row; first: string; second: string }> {
  made += 1;
  const [first, second] = [`first-${made}@three.example`, `second-${made}@three.example`];
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), ...change }], email: first });
  const body = { name: 'Second', email: second, type: 'ap_manager' };
  await api.ok('POST', `/v1/customers/${row.customerId}/contacts`, { body });
  await suppress(first);
  await api.look(row.enrollmentId);
  return { row, first, second };
}

test('S3, O7, S19: draft, preview and explanation say whom the claim then sends it to', async () => {
  const { row, second } = await passedOver();
  const { draft } = await api.ok('GET', `/v1/queue/${row.executionId}`);
  expect(draft.to).toEqual([second]);
  const [step] = await api.db.step.findMany({
    where: { sequenceId: row.sequenceId },
    orderBy: { id: 'asc' },
  });
  const { preview } = await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
    body: { stepId: step!.id, customerId: row.customerId },
  });
  expect(preview.recipient.address).toBe(second);
  const told = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
  expect(told.nextSendAt).not.toBeNull();
  expect((await api.claim(row)).mail.recipients.map(({ address }) => address)).toEqual([second]);
});

test('S19: a preview says that nobody of a customer may get it', async () => {
  const { row, second } = await passedOver();
  await suppress(second);
  const [step] = await api.db.step.findMany({
    where: { sequenceId: row.sequenceId },
    orderBy: { id: 'asc' },
  });
  const { preview } = await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
    body: { stepId: step!.id, customerId: row.customerId },
  });
  expect([preview.recipient, preview.problems]).toEqual([
    null,
    [{ field: 'recipient', message: 'all are suppressed or cannot be used' }],
  ]);
});

test('S3, Q2: a manual step goes to the next too; recipients that a person named go to those that may get it', async () => {
  const manual = await passedOver({ isManual: true });
  await api.act(manual.row.executionId, 'send');
  expect((await api.claim(manual.row)).mail.recipients.map(({ address }) => address)).toEqual([
    manual.second,
  ]);
  const edited = await passedOver({ isManual: true });
  await edit(edited.row.executionId, { to: [edited.first, 'boss@three.example'] });
  await api.act(edited.row.executionId, 'send');
  const { mail, contactId } = await api.claim(edited.row);
  expect([mail.recipients.map(({ address }) => address), contactId]).toEqual([['boss@three.example'], null]);
});

test('S3, Q2: everybody a person named is suppressed: in error, and nobody else is taken', async () => {
  const { row, first } = await passedOver({ isManual: true });
  await edit(row.executionId, { to: [first] });
  await api.act(row.executionId, 'send');
  await expect(api.claim(row)).rejects.toThrow('not claimed');
  expect(await api.execution(row.executionId)).toMatchObject({
    status: 'error',
    errorCode: 'all_suppressed',
  });
});

test('D7, S3: a text that a person edited for another recipient comes back, and leaves after `retry`', async () => {
  made += 1;
  const [first, second] = [`first-${made}@three.example`, `second-${made}@three.example`];
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }], email: first });
  const body = { name: 'Second', email: second };
  await api.ok('POST', `/v1/customers/${row.customerId}/contacts`, { body });
  await edit(row.executionId, { subject: 'By hand' });
  await suppress(first);
  await api.act(row.executionId, 'send');
  await expect(api.claim(row)).rejects.toThrow('not claimed');
  expect(await api.execution(row.executionId)).toMatchObject({ status: 'error', errorCode: 'facts_moved' });
  await api.act(row.executionId, 'retry');
  expect((await api.claim(row)).mail.recipients.map(({ address }) => address)).toEqual([second]);
});

test('D2: what a server said of one recipient does not count against the one who gets it instead', async () => {
  made += 1;
  const row = await api.row({ email: `full-${made}@three.example` });
  const full = { kind: 'temporary', code: 452, reply: '452 4.2.2 Mailbox full', isMarked: false } as const;
  const told = () => api.db.message.findFirstOrThrow({ where: { sourceId: row.executionId } });
  const start = api.now;
  for (const tries of [1, 2]) {
    await api.settle(row, await api.claim(row), full);
    expect(await told()).toMatchObject({ refusals: tries, firstRefusedAt: new Date(start) });
    api.now = start + 47 * 3_600_000;
  }
  await edit(row.executionId, { to: [`other-${made}@three.example`] });
  api.now += 4 * 3_600_000;
  await api.settle(row, await api.claim(row), full);
  expect(await told()).toMatchObject({ refusals: 1, firstRefusedAt: new Date(api.now) });
  expect(await api.execution(row.executionId)).toMatchObject({ status: 'planned', heldReason: 'retrying' });
  api.now = start;
});
