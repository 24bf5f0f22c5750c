import { SYSTEM } from '../../../contracts/actor.ts';
import { startOfDay, localDateOf } from '../../../domain/time/calendar.ts';
import { attempt, inParallel } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { showProgramSchedule } from '../show-program-schedule.ts';
import { startDueRun } from './start-due-run.ts';

/** Rows of one pass and kind; the next pass takes the next. */
const PASS = 1_000;

/** One thing that was behind and was brought on. */
export interface KeptProgram {
  kind: 'run_not_started' | 'run_unattended' | 'batch_unattended' | 'schedule_not_shown';
  entity: 'program' | 'programRun' | 'reviewBatch';
  id: string;
}

/** What is behind, and how it is brought on. */
interface Repair {
  what: KeptProgram | null;
  perform: () => Promise<unknown>;
}

/**
 * Brings collection programs on wherever a call was lost (O9): runs that are due begin, workflows and deliveries that
 * nobody woke are woken, Temporal Schedules and plans follow their rows. What fails never keeps the rest from it.
 *
 * @param input.graceMs a call that is under way is left alone for this long
 * @throws the first failure, after everything was tried
 */
export async function keepPrograms(
  deps: CommandDeps,
  { now, graceMs, found }: { now: number; graceMs: number; found: (what: KeptProgram) => void },
): Promise<void> {
  const failures: unknown[] = [];
  for (const find of [findDueRuns, findUnattended, findBehind]) {
    await inParallel(await find(deps, now - graceMs), async ({ what, perform }) => {
      try {
        await perform();
        if (what) found(what);
      } catch (error) {
        failures.push(error);
      }
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function findDueRuns(deps: CommandDeps, before: number): Promise<Repair[]> {
  const input = { dueBefore: before, changedBefore: before };
  const programIds = await deps.store.programUpkeep.findDue(deps.db, input);
  return programIds.map((programId) => ({
    what: { kind: 'run_not_started', entity: 'program', id: programId },
    perform: () => startDueRun(deps, { programId }),
  }));
}

async function findUnattended({ db, store, lifecycle }: CommandDeps, before: number): Promise<Repair[]> {
  const input = { wakeBefore: before, limit: PASS };
  const runs = await store.programUpkeep.findUnattendedRuns(db, input);
  const batches = await store.programUpkeep.findUnattendedBatches(db, input);
  return [
    ...runs.map((run): Repair => ({
      what: { kind: 'run_unattended', entity: 'programRun', id: run.runId },
      perform: () => lifecycle.wakeProgramRun(run),
    })),
    ...batches.map((batch): Repair => ({
      what: { kind: 'batch_unattended', entity: 'reviewBatch', id: batch.batchId },
      perform: () => lifecycle.wakeBatch(batch),
    })),
  ];
}

async function findBehind(deps: CommandDeps): Promise<Repair[]> {
  const { db, store, lifecycle } = deps;
  const unshown = await store.programUpkeep.findUnshown(db);
  const unplanned = await store.programUpkeep.findUnplanned(db);
  return [
    ...unshown.map((programId): Repair => ({
      what: { kind: 'schedule_not_shown', entity: 'program', id: programId },
      perform: () => showProgramSchedule(deps, programId),
    })),
    // A plan that is under way is behind, too, and no finding.
    ...unplanned.map(({ programId, planVersion }): Repair => ({
      what: null,
      perform: () => lifecycle.startProgramPlan(programId, planVersion),
    })),
  ];
}

/**
 * Once in each day of the organisation, plans every active program anew, so that its horizon moves on, and brings its
 * Temporal Schedule to the year ahead. Returns how many.
 */
export async function renewPrograms(deps: CommandDeps, now: number): Promise<number> {
  const { db, store } = deps;
  const { zone } = await store.organisation.get(db, SYSTEM);
  const since = startOfDay(localDateOf(now, zone), zone);
  const programIds = await store.programUpkeep.findUnplannedSince(db, since);
  for (const programId of programIds) {
    const planVersion = await askForPlan(deps, programId);
    if (planVersion === null) continue;
    await attempt(deps.lifecycle.startProgramPlan(programId, planVersion));
    await attempt(showProgramSchedule(deps, programId));
  }
  return programIds.length;
}

async function askForPlan(deps: CommandDeps, programId: string): Promise<number | null> {
  const { locks, programs } = deps.store;
  return runCommand(deps, SYSTEM, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'program', id: programId });
    const program = await programs.lock(tx, programId);
    if (program?.status !== 'active') return null;
    const version = program.planVersion + 1;
    await programs.save(tx, { programId, set: { planVersion: version } });
    await programs.recordPlan(tx, {
      programId,
      version,
      reason: 'nightly',
      requestedById: SYSTEM.userId,
      now,
    });
    return version;
  });
}
