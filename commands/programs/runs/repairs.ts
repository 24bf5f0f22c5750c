import { SYSTEM } from '../../../contracts/actor.ts';
import { startOfDay, localDateOf } from '../../../domain/time/calendar.ts';
import { attempt } from '../../wakes.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../../repair.ts';
import { runCommand } from '../../run-command.ts';
import { askForPlan } from '../follow-rules.ts';
import { showProgramSchedule } from '../show-program-schedule.ts';
import { probeMailbox } from '../../sending/probe-mailbox.ts';
import { startDueRun } from './start-due-run.ts';

/** Begins runs that are due and that no tick began. */
export const startDueRuns: Repair<'programs'> = {
  counts: ['programs'],
  async run({ deps, now, count, found }) {
    const input = { dueBefore: now - GRACE_MS, changedBefore: now - GRACE_MS };
    await repairEach(await deps.store.programUpkeep.findDue(deps.db, input), async (programId) => {
      const { isWaiting } = await startDueRun(deps, { programId });
      if (isWaiting) return;
      count('programs');
      found('run_not_started', 'program', programId);
    });
  },
};

/** Tries the mailboxes that due runs wait for: they have no mail yet that could (P2). */
export const probeAwaited: Repair<'mailboxes'> = {
  counts: ['mailboxes'],
  async run({ deps, count }) {
    const now = await deps.now();
    const mailboxIds = await deps.store.programUpkeep.findAwaitedMailboxes(deps.db, { now });
    await repairEach(mailboxIds, async (mailboxId) => {
      if (await probeMailbox(deps, mailboxId)) count('mailboxes');
    });
  },
};

/** Wakes runs and deliveries of batches that nobody attends to. */
export const wakeUnattended: Repair<'programs'> = {
  counts: ['programs'],
  async run({ deps, now, wakes, count, found }) {
    const { db, store } = deps;
    const input = { wakeBefore: now - GRACE_MS, seed: now, limit: REPAIRED_ROWS };
    const runs = await store.programUpkeep.findUnattendedRuns(db, input);
    const batches = await store.programUpkeep.findUnattendedBatches(db, input);
    const runWakes = runs.map((run) => async () => {
      await wakes.wakeProgramRun(run);
      count('programs');
      found('run_unattended', 'programRun', run.runId);
    });
    const batchWakes = batches.map((batch) => async () => {
      await wakes.wakeBatch(batch);
      count('programs');
      found('batch_unattended', 'reviewBatch', batch.batchId);
    });
    await repairEach([...runWakes, ...batchWakes], (wake) => wake());
  },
};

/** Brings Temporal Schedules and plans to their rows. */
export const followRows: Repair<'programs'> = {
  counts: ['programs'],
  async run({ deps, count, found }) {
    const { db, store, lifecycle } = deps;
    const unshown = await store.programUpkeep.findUnshown(db);
    const unplanned = await store.programUpkeep.findUnplanned(db);
    const shows = unshown.map((programId) => async () => {
      await showProgramSchedule(deps, programId);
      count('programs');
      found('schedule_not_shown', 'program', programId);
    });
    // A plan that is under way is behind, too, and no finding.
    const plans = unplanned.map(
      ({ programId, planVersion }) =>
        () =>
          lifecycle.startProgramPlan(programId, planVersion),
    );
    await repairEach([...shows, ...plans], (perform) => perform());
  },
};

/**
 * Once in each day of the organisation, plans every active program anew, so that its horizon moves on, and brings its
 * Temporal Schedule to the year ahead.
 */
export const renewPlans: Repair<'renewed'> = {
  counts: ['renewed'],
  async run({ deps, now, count }) {
    const { db, store } = deps;
    const { zone } = await store.organisation.get(db, SYSTEM);
    const since = startOfDay(localDateOf(now, zone), zone);
    const programIds = await store.programUpkeep.findUnplannedSince(db, since);
    for (const programId of programIds) {
      const planVersion = await runCommand(deps, SYSTEM, (tx, at) =>
        askForPlan(deps, tx, { programId, reason: 'nightly', requestedById: SYSTEM.userId, now: at }),
      );
      if (planVersion === null) continue;
      await attempt(deps.lifecycle.startProgramPlan(programId, planVersion));
      await attempt(showProgramSchedule(deps, programId));
    }
    count('renewed', programIds.length);
  },
};
