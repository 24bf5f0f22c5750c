import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { onDay } from '../support/rows/fixtures.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';

const api = new QueueWorld();
const steps = [{ timing: onDay(5) }];
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => void (api.now += 60_000));

const compare = (repair: boolean) => api.ok('POST', '/v1/operations/reconcile', { body: { repair } });
const none = { count: 0, ids: [] };
const agreed = {
  unstarted: none,
  missingWorkflows: none,
  orphanWorkflows: none,
  unapplied: none,
  undrainedSequences: none,
  missingSchedules: none,
  orphanSchedules: none,
  differingSchedules: none,
  checkedAutomations: 0,
  missingCalendars: none,
  orphanCalendars: none,
  differingCalendars: none,
};

test('O9: all is well when every row has its workflow and every workflow its row', async () => {
  api.lifecycle.running.add((await api.row({ steps })).enrollmentId);
  await applied();
  api.now += 60_000;
  expect(await compare(false)).toEqual({
    ...agreed,
    checkedRows: 1,
    checkedWorkflows: 1,
    checkedPrograms: 0,
    repaired: 0,
  });
});

test('O9: every kind of deviation is reported without repair, and repaired when asked', async () => {
  const { sequenceId } = await api.sequence({ steps });
  const { customerId } = await api.payer();
  const unstarted = (await api.enroll(sequenceId, customerId)).enrollment.id as string;
  const [missing, ended, behind] = [
    await api.row({ steps }),
    await api.row({ steps }),
    await api.row({ steps }),
  ];
  for (const row of [ended, behind]) api.lifecycle.running.add(row.enrollmentId);
  await api.ok('POST', `/v1/enrollments/${ended.enrollmentId}/stop`, { body: {} });
  await applied();
  await api.db.enrollment.update({
    where: { id: behind.enrollmentId },
    data: { intentVersion: { increment: 1 } },
  });
  await api.db.sequence.update({ where: { id: sequenceId }, data: { planVersion: 7 } });
  api.now += 60_000;
  api.lifecycle.started.length = 0;
  const expected = {
    unstarted: { count: 1, ids: [unstarted] },
    missingWorkflows: { count: 1, ids: [missing.enrollmentId] },
    orphanWorkflows: { count: 1, ids: [ended.enrollmentId] },
    unapplied: { count: 1, ids: [behind.enrollmentId] },
    undrainedSequences: { count: 1, ids: [sequenceId] },
  };
  expect(await compare(false)).toMatchObject({ ...expected, repaired: 0 });
  expect(api.lifecycle.started).toEqual([]);
  expect(await compare(true)).toMatchObject({ ...expected, repaired: 5 });
  expect(api.lifecycle.started).toEqual([
    `start ${unstarted}`,
    `start ${missing.enrollmentId}`,
    `change ${sequenceId}/7`,
  ]);
  expect(api.lifecycle.woken).toEqual(expect.arrayContaining([ended.enrollmentId, behind.enrollmentId]));

  const page = await api.ok('GET', '/v1/operations/findings?limit=4');
  const rest = await api.ok('GET', `/v1/operations/findings?limit=20&cursor=${page.nextCursor}`);
  const found = [...page.items, ...rest.items].map(({ kind, isRepaired }) => `${kind} ${isRepaired}`);
  const kinds = [
    'not_started',
    'workflow_missing',
    'orphan_workflow',
    'intent_not_applied',
    'sequence_not_drained',
  ];
  expect(found).toEqual([
    ...kinds.map((kind) => `${kind} true`).reverse(),
    ...kinds.map((kind) => `${kind} false`).reverse(),
  ]);
  expect((await api.ok('GET', '/v1/audit?entityId=reconcile')).items[0]).toMatchObject({
    action: 'operations.reconcile',
  });
});

test('O9: an enrollment that began or ended a moment ago is no deviation', async () => {
  await applied();
  await api.db.sequence.updateMany({ data: { planVersion: 1, drainedVersion: 1 } });
  const row = await api.row({ steps });
  const { customerId } = await api.payer();
  const fresh = (await api.enroll(row.sequenceId, customerId)).enrollment.id;
  api.lifecycle.running.add(row.enrollmentId);
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/stop`, { body: {} });
  await applied();
  const report = await compare(false);
  expect(report.orphanWorkflows.ids).not.toContain(row.enrollmentId);
  expect(report.unstarted.ids).not.toContain(fresh);
});

test('U1: only who may manage operations compares and sees what was found', async () => {
  const { key } = await api.user('manager');
  expect((await api.call('POST', '/v1/operations/reconcile', { key, body: { repair: false } })).status).toBe(
    403,
  );
  expect((await api.call('GET', '/v1/operations/findings', { key })).status).toBe(403);
  expect((await api.call('POST', '/v1/operations/reconcile', { body: {} })).body.errors[0].field).toBe(
    'repair',
  );
});

/** The workflows have applied everything. */
async function applied(): Promise<void> {
  await api.db.$executeRaw`UPDATE enrollment SET applied_version = intent_version`;
}
