import { describe, expect, test } from '@jest/globals';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { showProgramSchedule } from '../../../commands/programs/show-program-schedule.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import type { ShownProgram } from '../../../infra/temporal/schedules/programs.ts';
import * as world from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC.
const { createBatch, createProgram, editProgram, runsOf, tickAt } = world;
const f = useSequences();
const orderBy = { id: 'asc' } as const;
const runs = (programId: string) => runsOf(f.deps.db, programId);
const tick = (programId: string, instant: string) => tickAt(f, programId, instant);
const statusOf = async (runId: string) =>
  (await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } })).status;

describe('P2: a run begins at its time, once', () => {
  test('a tick takes the expected run, writes the next one, and wakes its workflow', async () => {
    const programId = await createProgram(f);
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 expected']);
    const { runId } = await tick(programId, '2026-03-02T09:00:00Z');
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 09:00 expected']);
    expect(f.lifecycle.started).toEqual([`run ${runId}`]);
    const row = await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId! } });
    expect(row).toMatchObject({ kind: 'scheduled', startedAt: new Date(f.now), wakeAt: new Date(f.now) });
    expect(row.deadlineAt).toEqual(new Date('2026-03-09T09:00:00Z'));
    const program = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.currentRunId).toBe(runId);
  });

  test('a tick that is early by more than a moment begins nothing', async () => {
    const programId = await createProgram(f);
    expect(await tick(programId, '2026-03-02T08:59:57Z')).toEqual({ runId: null });
    expect((await tick(programId, '2026-03-02T08:59:58Z')).runId).not.toBeNull();
  });

  test('ten ticks at once begin it once', async () => {
    const programId = await createProgram(f);
    f.now = Date.parse('2026-03-02T09:00:00Z');
    const ticks = Array.from({ length: 10 }, () => startDueRun(f.deps, { programId }));
    const begun = (await Promise.all(ticks)).filter(({ runId }) => runId !== null);
    expect(begun).toHaveLength(1);
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 09:00 expected']);
    expect(f.lifecycle.started).toHaveLength(1);
  });

  test('a send time that comes twice in a night runs once', async () => {
    f.now = Date.parse('2026-10-31T12:00:00Z');
    const programId = await createProgram(f, { zone: 'America/New_York', sendDays: [7], sendTime: '01:30' });
    expect((await tick(programId, '2026-11-01T05:30:00Z')).runId).not.toBeNull();
    expect((await tick(programId, '2026-11-01T06:30:00Z')).runId).toBeNull();
    expect(await runs(programId)).toEqual(['2026-11-01 05:30 generating', '2026-11-08 06:30 expected']);
  });

  test('a schedule moved to an earlier time of today mails nobody today', async () => {
    const programId = await createProgram(f, { sendTime: '17:00' });
    f.now = Date.parse('2026-03-02T12:00:00Z');
    await editProgram(f, programId, { sendTime: '09:00' });
    expect((await tick(programId, '2026-03-02T12:00:01Z')).runId).toBeNull();
    expect(await runs(programId)).toEqual(['2026-03-09 09:00 expected']);
  });

  test('a day that has had its run has no second one when the send time moves later', async () => {
    const programId = await createProgram(f);
    await tick(programId, '2026-03-02T09:00:00Z');
    await editProgram(f, programId, { sendTime: '17:00' });
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 generating', '2026-03-09 17:00 expected']);
    expect((await tick(programId, '2026-03-02T17:00:00Z')).runId).toBeNull();
  });

  test('an expected run that is missing is written from the last one on', async () => {
    const programId = await createProgram(f);
    await tick(programId, '2026-03-02T09:00:00Z');
    await f.deps.db.programRun.deleteMany({ where: { programId, status: 'expected' } });
    expect((await tick(programId, '2026-03-09T09:30:00Z')).runId).not.toBeNull();
    expect(await runs(programId)).toEqual([
      '2026-03-02 09:00 superseded',
      '2026-03-09 09:00 generating',
      '2026-03-16 09:00 expected',
    ]);
  });
});

describe('races', () => {
  test('P2: a tick and an edit at once: the day has one run, whichever is first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const programId = await createProgram(f);
      f.now = Date.parse('2026-03-02T09:00:00Z');
      await Promise.all([
        startDueRun(f.deps, { programId }),
        editProgram(f, programId, { sendTime: '17:00' }),
        startDueRun(f.deps, { programId }),
      ]);
      await tick(programId, '2026-03-02T17:00:00Z');
      const today = (await runs(programId)).filter((run) => run.startsWith('2026-03-02'));
      expect(today).toHaveLength(1);
      expect(today[0]).toMatch(/ generating$/);
      f.now = Date.parse('2026-03-02T08:00:00Z');
    }
  });

  test('P12: a tick and a run now at once: the newest generates, the other one is superseded', async () => {
    const programId = await createProgram(f);
    f.now = Date.parse('2026-03-02T09:00:00Z');
    await Promise.all([startDueRun(f.deps, { programId }), runNow(f.deps, f.actor, { programId })]);
    const rows = await f.deps.db.programRun.findMany({
      where: { programId, status: { not: 'expected' } },
      orderBy,
    });
    expect(rows.map(({ status }) => status).sort()).toEqual(['generating', 'superseded']);
    const program = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.currentRunId).toBe(rows.find(({ status }) => status === 'generating')!.id);
  });

  test('O9: a schedule that is edited while it is shown is shown again', async () => {
    const programId = await createProgram(f);
    const shown: string[] = [];
    const lifecycle = {
      ...f.lifecycle,
      showProgramSchedule: async ({ schedule }: ShownProgram) => {
        shown.push(schedule.sendTime);
        const data = { sendTime: '17:00', scheduleVersion: 2 };
        if (shown.length === 1) await f.deps.db.program.update({ where: { id: programId }, data });
      },
    };
    await showProgramSchedule({ ...f.deps, lifecycle }, programId);
    expect(shown).toEqual(['09:00', '17:00']);
    const program = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.shownScheduleVersion).toBe(2);
  });
});

describe('P2: outages', () => {
  test('runs older than six hours are skipped with that reason, and today’s takes place, late, once', async () => {
    const programId = await createProgram(f, { sendDays: [1, 2, 3] });
    expect((await tick(programId, '2026-03-04T14:59:00Z')).runId).not.toBeNull();
    expect((await tick(programId, '2026-03-04T14:59:01Z')).runId).toBeNull();
    expect(await runs(programId)).toEqual([
      '2026-03-02 09:00 skipped outage',
      '2026-03-03 09:00 skipped outage',
      '2026-03-04 09:00 generating',
      '2026-03-09 09:00 expected',
    ]);
  });

  test('after more than six hours today’s is skipped, too', async () => {
    const programId = await createProgram(f);
    expect((await tick(programId, '2026-03-02T15:00:01Z')).runId).toBeNull();
    expect(await runs(programId)).toEqual(['2026-03-02 09:00 skipped outage', '2026-03-09 09:00 expected']);
    expect(f.lifecycle.started).toEqual([]);
  });
});

describe('P2: without a working mailbox', () => {
  test('a run is skipped with the reason', async () => {
    const programId = await createProgram(f, { mailboxId: await f.mailbox('unverified') });
    expect((await tick(programId, '2026-03-02T09:00:00Z')).runId).toBeNull();
    expect(await runs(programId)).toEqual([
      '2026-03-02 09:00 skipped no_mailbox',
      '2026-03-09 09:00 expected',
    ]);
  });

  test('the organisation’s mailbox stands in, if there is one', async () => {
    const programId = await createProgram(f, { mailboxId: null });
    expect((await tick(programId, '2026-03-02T09:00:00Z')).runId).toBeNull();
    await f.deps.store.organisation.update(f.deps.db, { defaultMailboxId: f.mailboxId });
    expect((await tick(programId, '2026-03-09T09:00:00Z')).runId).not.toBeNull();
  });

  test('what waits for a decision goes on waiting, until the run after', async () => {
    const programId = await createProgram(f);
    const { runId } = await tick(programId, '2026-03-02T09:00:00Z');
    await world.openRun(f.deps.db, runId!);
    const { batchId } = await createBatch(f.deps.db, {
      programId,
      runId: runId!,
      now: f.now,
      items: ['proposed'],
    });
    await f.deps.db.mailbox.update({ where: { id: f.mailboxId }, data: { status: 'unverified' } });
    await tick(programId, '2026-03-09T09:00:00Z');
    await f.deps.db.mailbox.update({ where: { id: f.mailboxId }, data: { status: 'working' } });
    const batch = await f.deps.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
    expect(batch).toMatchObject({ status: 'proposed', deadlineAt: new Date('2026-03-16T09:00:00Z') });
    expect(await statusOf(runId!)).toBe('open');
  });
});

describe('P13: pausing', () => {
  test('a paused program runs nothing; resumed, it runs at its next time, never for one that passed meanwhile', async () => {
    const programId = await createProgram(f);
    await editProgram(f, programId, { status: 'paused' });
    expect(await runs(programId)).toEqual([]);
    expect((await tick(programId, '2026-03-02T09:00:00Z')).runId).toBeNull();
    await editProgram(f, programId, { status: 'active' });
    expect(await runs(programId)).toEqual(['2026-03-09 09:00 expected']);
    expect((await tick(programId, '2026-03-02T09:00:01Z')).runId).toBeNull();
  });

  test('open batches stay through a pause without a deadline, and the first run after it supersedes them', async () => {
    const programId = await createProgram(f);
    const { runId } = await tick(programId, '2026-03-02T09:00:00Z');
    await world.openRun(f.deps.db, runId!);
    const { batchId } = await createBatch(f.deps.db, {
      programId,
      runId: runId!,
      now: f.now,
      items: ['proposed'],
    });
    const read = () => f.deps.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
    await editProgram(f, programId, { status: 'paused' });
    expect(await read()).toMatchObject({ status: 'proposed', deadlineAt: null });
    await editProgram(f, programId, { status: 'active' });
    expect((await read()).deadlineAt).toEqual(new Date('2026-03-09T09:00:00Z'));
    await tick(programId, '2026-03-09T09:00:00Z');
    expect((await read()).status).toBe('superseded');
  });
});
