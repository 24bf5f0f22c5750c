import { afterEach, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { createBatch, createProgram, openRun, runsOf, tickAt } from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

const GRACE_MS = 10_000;
const DAY_MS = 24 * 60 * 60_000;

// The clock stands at Monday 2 March 2026, 08:00 UTC, 09:00 for the organisation.
const f = useSequences();
// A pass looks at everything there is.
afterEach(async () => {
  const { db } = f.deps;
  await db.scheduledTouchpoint.deleteMany();
  await db.reviewBatch.deleteMany();
  await db.programRun.deleteMany();
  await db.touchpoint.deleteMany();
  await db.program.deleteMany();
  await db.reconcileFinding.deleteMany();
});
const program = (id: string) => f.deps.db.program.findUniqueOrThrow({ where: { id } });
const edit = (id: string, data: object) => f.deps.db.program.update({ where: { id }, data });
/** A program that was planned today, as its creation does. */
async function planned(): Promise<string> {
  const programId = await createProgram(f);
  const plan = { programId, version: 1, reason: 'created', now: f.now, requestedById: f.actor.userId };
  await f.deps.store.programs.recordPlan(f.deps.db, plan);
  return programId;
}
async function calls(): Promise<string[]> {
  f.lifecycle.started.length = 0;
  await reconcile(f.deps);
  return f.lifecycle.started;
}
const findings = async () =>
  (await f.deps.db.reconcileFinding.findMany({ orderBy: { id: 'asc' } })).map(({ kind, entityId }) => [
    kind,
    entityId,
  ]);

test('O9: a run whose tick was lost begins, once its tick had time to come', async () => {
  const programId = await planned();
  f.now = Date.parse('2026-03-02T09:00:00Z') + GRACE_MS;
  expect(await calls()).toEqual([]);
  f.now += 1;
  expect((await calls()).map((call) => call.split(' ')[0])).toEqual(['run']);
  expect(await runsOf(f.deps.db, programId)).toEqual([
    '2026-03-02 09:00 generating',
    '2026-03-09 09:00 expected',
  ]);
  expect(await findings()).toEqual([['run_not_started', programId]]);
  // Its workflow has the time to look, too.
  expect(await calls()).toEqual([]);
});

test('O9: an expected run that is missing is written', async () => {
  const programId = await planned();
  await f.deps.db.programRun.deleteMany({ where: { programId } });
  f.now += GRACE_MS + 1;
  await reconcile(f.deps);
  expect(await runsOf(f.deps.db, programId)).toEqual(['2026-03-02 09:00 expected']);
});

test('O9: runs and batches that nobody looked at are woken', async () => {
  const programId = await planned();
  const { runId } = await tickAt(f, programId, '2026-03-02T09:00:00Z');
  f.now += GRACE_MS + 1;
  expect(await calls()).toEqual([`run ${runId}`]);
  await openRun(f.deps.db, runId!, { wakeAt: null });
  const input = { programId, runId: runId!, now: f.now };
  const waiting = await createBatch(f.deps.db, { ...input, items: ['proposed'] });
  expect(await calls()).toEqual([]);
  const leaving = await createBatch(f.deps.db, { ...input, status: 'approved', items: ['approved'] });
  const over = await createBatch(f.deps.db, { ...input, status: 'approved', items: ['completed'] });
  const ids = [waiting, leaving, over].map(({ batchId }) => batchId);
  await f.deps.db.reviewBatch.updateMany({
    where: { id: { in: ids } },
    data: { wakeAt: new Date(f.now - GRACE_MS - 1) },
  });
  expect(await calls()).toEqual([`batch ${leaving.batchId}`]);
});

test('O9: a run whose last decision nobody told it, and one to which a message came back, are woken', async () => {
  const programId = await planned();
  const { runId } = await tickAt(f, programId, '2026-03-02T09:00:00Z');
  const input = { programId, runId: runId!, now: f.now };
  const { batchId } = await createBatch(f.deps.db, { ...input, status: 'rejected', items: ['cancelled'] });
  await openRun(f.deps.db, runId!, { wakeAt: null });
  expect(await calls()).toEqual([`run ${runId}`]);
  const look = () =>
    f.deps.store.programRuns.look(f.deps.db, { runId: runId!, lookAgainAt: f.now + 1000, now: f.now });
  expect(await look()).toEqual({ status: 'completed', wakeAt: null });
  expect(await calls()).toEqual([]);
  await f.deps.db.reviewBatch.update({ where: { id: batchId }, data: { status: 'proposed' } });
  expect(await calls()).toEqual([`run ${runId}`]);
  expect(await look()).toEqual({ status: 'open', wakeAt: Date.parse('2026-03-09T09:00:00Z') });
});

test('O9: schedules and plans that are behind follow their rows', async () => {
  const programId = await planned();
  await edit(programId, { scheduleVersion: 3, planVersion: 4, plannedVersion: 3 });
  expect((await calls()).sort()).toEqual([`plan ${programId}/4`, `schedule ${programId}`]);
  expect((await program(programId)).shownScheduleVersion).toBe(3);
  expect(f.lifecycle.schedules.get(programId)).toMatchObject({ status: 'active', schedule: { zone: 'UTC' } });
  await edit(programId, { plannedVersion: 4 });
  expect(await calls()).toEqual([]);
});

test('what cannot be repaired keeps nothing else from being repaired', async () => {
  const broken = await planned();
  const behind = await planned();
  await edit(broken, { zone: 'Nowhere/Land' });
  await edit(behind, { scheduleVersion: 2 });
  f.now = Date.parse('2026-03-02T10:00:00Z');
  await f.deps.db.programRun.deleteMany({ where: { programId: behind } });
  await expect(reconcile(f.deps)).rejects.toThrow(RangeError);
  expect((await program(behind)).shownScheduleVersion).toBe(2);
  expect(await runsOf(f.deps.db, behind)).toEqual([
    '2026-03-02 09:00 generating',
    '2026-03-09 09:00 expected',
  ]);
});

test('P9: each program is planned anew once a day of the organisation, so that its 60 days move on', async () => {
  const programId = await planned();
  const paused = await planned();
  await edit(paused, { status: 'paused' });
  expect(await calls()).toEqual([]);
  // Midnight in Berlin.
  f.now = Date.parse('2026-03-02T22:59:59Z');
  await f.deps.db.programRun.deleteMany({ where: { status: 'expected' } });
  await edit(programId, { scheduledFrom: new Date(f.now) });
  await calls();
  expect((await program(programId)).planVersion).toBe(1);
  f.now = Date.parse('2026-03-02T23:00:00Z');
  expect(await calls()).toEqual([`plan ${programId}/2`, `schedule ${programId}`]);
  const plan = { programId_version: { programId, version: 2 } };
  expect(await f.deps.db.programPlan.findUniqueOrThrow({ where: plan })).toMatchObject({
    reason: 'nightly',
    requestedById: 'system',
    requestedAt: new Date(f.now),
  });
  await edit(programId, { plannedVersion: 2 });
  f.now += DAY_MS - 1;
  expect((await calls()).filter((call) => call.startsWith('plan'))).toEqual([]);
  f.now += 1;
  expect(await calls()).toContain(`plan ${programId}/3`);
  expect((await program(paused)).planVersion).toBe(1);
});
