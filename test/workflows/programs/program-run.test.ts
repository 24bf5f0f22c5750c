import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareWithTemporal } from '../../../commands/upkeep/compare-with-temporal.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { showProgramSchedule } from '../../../commands/programs/show-program-schedule.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import type { Lifecycle } from '../../../infra/temporal/lifecycle.ts';
import { programRunWorkflowId } from '../../../workflows/programs/program-run.messages.ts';
import { programScheduleId } from '../../../workflows/programs/program-tick.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories, readHistories } from '../../support/worlds/histories.ts';
import { createDebtor, createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { Story } from '../../support/worlds/story.ts';

const DAY_MS = 24 * 60 * 60_000;
const LATER_MS = 60_000;

describe('the run of a program', () => {
  let engine: Engine;
  let story: Story;
  /** A process that dies between its commit and its call of Temporal: the call never comes. */
  let isLost = false;
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: (deps) => {
        const { lifecycle } = deps;
        const wakeProgramRun: Lifecycle['wakeProgramRun'] = (run) =>
          isLost ? Promise.resolve() : lifecycle.wakeProgramRun(run);
        return { ...deps, lifecycle: { ...lifecycle, wakeProgramRun } };
      },
    });
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  /** A program with somebody overdue and one touchpoint for review; its run is due now. */
  async function dueProgram(): Promise<string> {
    const { db } = engine.database;
    const now = Date.now();
    const { userId, mailboxId } = engine.world;
    // The schedule itself fires half a day from now, so that only the test ticks.
    const sendTime = new Date(now + DAY_MS / 2).toISOString().slice(11, 16);
    const everyDay = { sendDays: [1, 2, 3, 4, 5, 6, 7], sendTime };
    const programId = await createProgramRow(db, { now, authorId: userId, mailboxId, ...everyDay });
    await createTouchpointRow(db, { now, programId, offsetDays: 7 });
    await createDebtor(db, { now, name: `Debtor of ${programId}`, invoices: [{ daysOverdue: 10 }] });
    await engine.deps.store.programRuns.insert(db, {
      runId: engine.deps.newId('programRun'),
      programId,
      kind: 'scheduled',
      localDate: new Date(now).toISOString().slice(0, 10),
      nominalAt: now,
      scheduleVersion: 1,
      status: 'expected',
      requestId: null,
      deadlineAt: null,
      createdById: 'system',
      now,
    });
    return programId;
  }
  const runOf = (runId: string) => engine.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } });
  const becomes = (runId: string, status: string) =>
    engine.until(async () => (await runOf(runId)).status === status, `run ${runId} ${status}`);
  async function handleOf(runId: string) {
    const run = await engine.deps.store.programRuns.read(engine.deps.db, runId);
    const { programId, name } = engine.deps.store.programRuns.refOf(run!);
    return engine.client.workflow.getHandle(programRunWorkflowId(programId, name));
  }
  const isEnded = async (runId: string) =>
    (await (await handleOf(runId)).describe()).status.name === 'COMPLETED';
  const ends = (runId: string) => engine.until(() => isEnded(runId), `the end of the workflow of ${runId}`);
  async function wake(runId: string): Promise<void> {
    const [ref] = await engine.deps.store.programRuns.listRefs(engine.deps.db, [runId]);
    await engine.deps.lifecycle.wakeProgramRun(ref!);
  }
  /** Rejects whatever a run proposed, without telling anybody. */
  async function rejectAll(runId: string): Promise<void> {
    const data = { status: 'cancelled', decision: 'rejected', endedAt: new Date() };
    await engine.deps.db.scheduledTouchpoint.updateMany({ where: { runId, status: 'proposed' }, data });
    await engine.deps.db.reviewBatch.updateMany({ where: { runId }, data: { status: 'rejected' } });
  }
  async function openRun(): Promise<{ programId: string; runId: string }> {
    const programId = await dueProgram();
    const { runId } = await startDueRun(engine.deps, { programId });
    await becomes(runId!, 'open');
    // Before it waits it looks once more, and would see what is decided next.
    await engine.until(async () => (await runOf(runId!)).wakeAt !== null, 'a waiting workflow');
    return { programId, runId: runId! };
  }
  const reconcileLater = () =>
    reconcile({ ...engine.deps, now: () => Promise.resolve(Date.now() + LATER_MS) });

  it('P6: the schedule ticks, the run generates and prepares, waits for decisions, and ends with the last', async () => {
    const programId = await dueProgram();
    await showProgramSchedule(engine.deps, programId);
    await engine.client.schedule.getHandle(programScheduleId(programId)).trigger();
    const { db } = engine.database;
    const find = () =>
      db.programRun.findFirst({ where: { programId, status: 'open', wakeAt: { not: null } } });
    await engine.until(async () => (await find()) !== null, 'an open run whose workflow waits');
    const run = (await find())!;
    expect(run).toMatchObject({ kind: 'scheduled', produced: 1, wakeAt: run.deadlineAt });
    const batches = await db.reviewBatch.findMany({ where: { runId: run.id }, orderBy: { id: 'asc' } });
    expect(batches).toMatchObject([{ status: 'proposed', deadlineAt: run.deadlineAt }]);
    const handle = await handleOf(run.id);
    const { searchAttributes } = await handle.describe();
    expect(searchAttributes).toMatchObject({ ProgramId: [programId] });
    expect(handle.workflowId).toBe(`program/${programId}/${run.localDate.toISOString().slice(0, 10)}`);

    await rejectAll(run.id);
    await wake(run.id);
    await ends(run.id);
    expect(await runOf(run.id)).toMatchObject({
      status: 'completed',
      wakeAt: null,
      endedAt: expect.any(Date),
    });
    const { events } = await handle.fetchHistory();
    const activities = (events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
    expect(activities).toEqual(['readRun', 'generateRun', 'readRun', 'prepareRun', 'readRun', 'readRun']);
    const searched = (await readHistories(engine)).map(({ workflowId }) => workflowId);
    const tick = expect.stringContaining(`program/${programId}/tick`);
    expect(searched).toEqual(expect.arrayContaining([handle.workflowId, tick]));
    await expectQuietHistories(engine);
  });

  it('P8: the next run supersedes it, and its workflow ends', async () => {
    const { programId, runId } = await openRun();
    const expected = await engine.deps.store.programRuns.findExpected(engine.deps.db, programId);
    const data = { nominalAt: new Date() };
    await engine.deps.db.programRun.update({ where: { id: expected!.runId }, data });
    const next = await startDueRun(engine.deps, { programId });
    await becomes(next.runId!, 'open');
    await ends(runId);
    expect((await runOf(runId)).status).toBe('superseded');
    const items = await engine.deps.db.scheduledTouchpoint.findMany({
      where: { runId },
      orderBy: { id: 'asc' },
    });
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      const linked = { status: 'superseded', reason: 'newer_run', supersededById: expect.any(String) };
      expect(item).toMatchObject(linked);
    }
    await rejectAll(next.runId!);
  });

  it('P12: run now replaces what it proposes anew; the run before ends when nothing of it is left', async () => {
    const { programId, runId } = await openRun();
    const asked = await runNow(engine.deps, story.actor, { programId }).catch((error: unknown) => error);
    const { confirmation } = (asked as { extra: { confirmation: string } }).extra;
    const run = await runNow(engine.deps, story.actor, { programId, confirmation });
    await becomes(run.id, 'open');
    await ends(runId);
    expect((await runOf(runId)).status).toBe('superseded');
    expect(
      (await handleOf(run.id).then(({ workflowId }) => workflowId)).startsWith(
        `program/${programId}/manual/`,
      ),
    ).toBe(true);
    await rejectAll(run.id);
  });

  it('a burst of decisions is looked at together', async () => {
    const { runId } = await openRun();
    await Promise.all(Array.from({ length: 100 }, () => wake(runId)));
    await rejectAll(runId);
    await wake(runId);
    await ends(runId);
    const { events } = await (await handleOf(runId)).fetchHistory();
    const looks = (events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'readRun',
    );
    expect(looks.length).toBeLessThan(10);
  });

  it('O9: a process that dies between a run’s row and its workflow: the reconciler starts it', async () => {
    const programId = await dueProgram();
    isLost = true;
    const { runId } = await startDueRun(engine.deps, { programId });
    isLost = false;
    expect((await runOf(runId!)).status).toBe('generating');
    expect((await reconcileLater()).programs).toBeGreaterThanOrEqual(1);
    await becomes(runId!, 'open');
    await rejectAll(runId!);
    await wake(runId!);
    await ends(runId!);
  });

  it('O9: a lost wake-up after the last decision is made up for', async () => {
    const { runId } = await openRun();
    await rejectAll(runId);
    expect((await runOf(runId)).status).toBe('open');
    await reconcileLater();
    await ends(runId);
    expect((await runOf(runId)).status).toBe('completed');
  });

  it('O9: a tick that never came: the reconciler begins the run', async () => {
    const programId = await dueProgram();
    await reconcileLater();
    const run = await engine.deps.db.programRun.findFirstOrThrow({
      where: { programId, startedAt: { not: null } },
    });
    await becomes(run.id, 'open');
    await rejectAll(run.id);
    await wake(run.id);
    await ends(run.id);
  });

  it('O9: schedules that are gone, moved or left behind are reported, and repaired when asked', async () => {
    const { db } = engine.database;
    for (const { id } of await db.program.findMany({ orderBy: { id: 'asc' } }))
      await showProgramSchedule(engine.deps, id);
    const [gone, moved] = [await dueProgram(), await dueProgram()];
    await db.programRun.deleteMany({ where: { programId: { in: [gone, moved] } } });
    await showProgramSchedule(engine.deps, moved);
    await db.program.update({ where: { id: moved }, data: { sendTime: '03:21' } });
    const left = engine.deps.newId('program');
    const program = (await engine.deps.store.programs.read(db, moved))!;
    const schedule = engine.deps.store.programs.scheduleOf(program);
    await engine.deps.lifecycle.showProgramSchedule({ programId: left, status: 'active', schedule });
    const compare = (repair: boolean) => compareWithTemporal(engine.deps, story.actor, { repair });
    // Visibility is late.
    await engine.until(
      async () => (await compare(false)).orphanSchedules.count === 1,
      'the schedule left behind',
    );
    const deviations = {
      missingSchedules: { count: 1, ids: [gone] },
      differingSchedules: { count: 1, ids: [moved] },
      orphanSchedules: { count: 1, ids: [left] },
    };
    expect(await compare(true)).toMatchObject(deviations);
    const none = { count: 0, ids: [] };
    const agreed = { missingSchedules: none, differingSchedules: none, orphanSchedules: none };
    await engine.until(async () => {
      const { missingSchedules, differingSchedules, orphanSchedules } = await compare(false);
      return missingSchedules.count + differingSchedules.count + orphanSchedules.count === 0;
    }, 'agreement');
    expect(await compare(false)).toMatchObject(agreed);
  });
});
