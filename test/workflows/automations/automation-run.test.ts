import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAutomation } from '../../../commands/automations/create-automation.ts';
import { confirmPass } from '../../../commands/automations/passes/confirm-pass.ts';
import { startAutomation, resumeAutomation } from '../../../commands/automations/start-automation.ts';
import { pauseAutomation } from '../../../commands/automations/stop-automation.ts';
import { createLabel, createLabelGroup } from '../../../commands/customers/create-label.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { automationRunWorkflowId } from '../../../workflows/automations/automation-run.messages.ts';
import { createCustomer } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories, readRuns } from '../../support/worlds/histories.ts';

let engine: Engine;
let actor: Actor;
let labelId = '';
beforeAll(async () => {
  engine = await startEngine({
    // The skipping server knows no schedules.
    changeDeps: (deps) => {
      const showAutomationSchedule = () => Promise.resolve();
      return { ...deps, lifecycle: { ...deps.lifecycle, showAutomationSchedule } };
    },
  });
  const { userId } = engine.world;
  actor = { userId, role: 'admin', permissions: [...PERMISSIONS], requestId: null, idempotency: null };
  const group = await createLabelGroup(engine.deps, actor, { name: 'States' });
  labelId = (await createLabel(engine.deps, actor, { labelGroupId: group.id, name: 'hit' })).id;
}, ENGINE_START_MS);
afterAll(() => engine?.close());

/** Customers of a name, and an automation that labels them at once, once. */
async function begin(name: string, count: number, isOngoing = false) {
  const now = await engine.now();
  for (let n = 0; n < count; n++) await createCustomer(engine.database.db, { now, name: `${name} ${n}` });
  const { id } = await createAutomation(engine.deps, actor, {
    name,
    description: null,
    audience: { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'starts_with', value: name }] },
    actions: [{ kind: 'add_label', labelId }],
    startsAt: null,
    endsAt: null,
    isOngoing,
    isOnce: false,
    every: null,
  });
  await startAutomation(engine.deps, actor, { automationId: id, sight: 'all' });
  const pass = await engine.database.db.automationPass.findFirstOrThrow({ where: { automationId: id } });
  const handle = engine.client.workflow.getHandle(automationRunWorkflowId(id, pass.id));
  return { automationId: id, passId: pass.id, handle };
}

const comes = (passId: string, status: string) =>
  engine.until(async () => {
    const pass = await engine.database.db.automationPass.findUniqueOrThrow({ where: { id: passId } });
    return pass.status === status;
  }, `a pass that is ${status}`);
const openOf = (passId: string) =>
  engine.database.db.automationRecord.count({ where: { passId, status: 'open' } });
const ends = ({ handle }: Awaited<ReturnType<typeof begin>>) =>
  engine.until(async () => (await handle.describe()).status.name === 'COMPLETED', 'the end of its workflow');
const eventsOf = async (workflowId: string) =>
  (await readRuns(engine, workflowId)).map(({ history }) => history.events?.length ?? 0).reverse();

test('one whole pass: begun by the start, ended when everybody is over, found by its automation', async () => {
  const run = await begin('Whole', 12);
  await comes(run.passId, 'done');
  await ends(run);
  const { searchAttributes } = await run.handle.describe();
  expect(searchAttributes['AutomationId']).toEqual([run.automationId]);
  // O3: what it came to, not what it looked for.
  const { currentDetails } = await run.handle.query<{ currentDetails: string }>(
    '__temporal_workflow_metadata',
  );
  expect(currentDetails).toBe('Over: 12 of 12 done, 0 failed.');
  expect(
    await engine.database.db.automationEffect.count({ where: { passId: run.passId, status: 'done' } }),
  ).toBe(12);
  const { status } = await engine.database.db.automation.findUniqueOrThrow({
    where: { id: run.automationId },
  });
  expect(status).toBe('completed');
});

test('one that waits for a confirmation, is paused, confirmed, and goes on when it is resumed', async () => {
  const run = await begin('Many', 60);
  const { automationId, passId } = run;
  await comes(passId, 'waiting');
  // It waits for days, if need be.
  await engine.pass('3 days');
  await pauseAutomation(engine.deps, actor, { automationId });
  await confirmPass(engine.deps, actor, { automationId, passId, size: 60 });
  await engine.pass('1 day');
  expect(await engine.database.db.automationEffect.count({ where: { passId } })).toBe(0);
  await resumeAutomation(engine.deps, actor, { automationId });
  await comes(passId, 'done');
  await ends(run);
  expect(await engine.database.db.automationEffect.count({ where: { passId, status: 'done' } })).toBe(60);
});

test('a pass of 10,000 customers costs 42 events; where a history is to be shorter it continues as new', async () => {
  const [whole, cut] = [await filled(10_000), await filled(4_001)];
  await engine.deps.lifecycle.wakePass(whole);
  for (const left of [7_500, 5_000, 2_500])
    await engine.until(async () => (await openOf(whole.passId)) <= left, `${left} customers left`);
  await comes(whole.passId, 'done');
  const id = automationRunWorkflowId(whole.automationId, whole.passId);
  await ends({ ...whole, handle: engine.client.workflow.getHandle(id) });
  expect(await eventsOf(id)).toEqual([42]);

  const handle = await engine.client.workflow.start('automationRun', {
    workflowId: automationRunWorkflowId(cut.automationId, cut.passId),
    taskQueue: TASK_QUEUES.enrollments,
    args: [{ passId: cut.passId, mostEvents: 8 }],
  });
  await comes(cut.passId, 'done');
  await engine.until(async () => (await eventsOf(handle.workflowId)).length === 3, 'three runs');
}, 300_000);

test('O6: no history says whom it is about', () => expectQuietHistories(engine));

/** A pass that is filled with customers who are gone by now: each is looked at, and left out. */
async function filled(count: number): Promise<{ automationId: string; passId: string }> {
  const { automationId, passId } = await begin(`Filled ${count}`, 1, true);
  await comes(passId, 'done');
  const { db } = engine.database;
  const at = new Date(await engine.now());
  const nextId = engine.deps.newId('automationPass');
  await db.automationPass.create({
    data: {
      id: nextId,
      automationId,
      kind: 'manual',
      runNo: 1,
      nominalAt: at,
      status: 'running',
      size: 0,
      isFilled: true,
      comparedAt: at,
      createdAt: at,
      startedAt: at,
    },
  });
  await db.automationRecord.createMany({
    data: Array.from({ length: count }, () => ({
      passId: nextId,
      customerId: engine.deps.newId('customer'),
      automationId,
      status: 'open',
      depth: 1,
      createdAt: at,
    })),
  });
  return { automationId, passId: nextId };
}
