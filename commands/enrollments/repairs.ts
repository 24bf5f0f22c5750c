import type { Lifecycle } from '../../infra/temporal/lifecycle.ts';
import type { StartedEnrollment } from '../../infra/temporal/lifecycle/enrollments.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Pass, type Repair } from '../repair.ts';
import type { Standing } from '../../infra/temporal/standing.ts';
import { confirmWords } from './sms/confirm-words.ts';
import { followSms } from './sms/follow-sms.ts';
import { judgeHits } from './judge-hits.ts';
import { mendList } from './mend-list.ts';
import { settleProven } from './settle-proven.ts';
import { wakeOrStart } from './wake-or-start.ts';

/** A timer that is this late means a workflow that is gone. */
const OVERDUE_MS = 5 * 60_000;

/** Workflows of one question to Temporal, and its questions of a pass: others wait for what stands behind them. */
const ASKED_AT_ONCE = 200;
const MOST_QUESTIONS = 10;
/** Of those that wait for their first task so many are asked in a pass, others each time, whether it fails. */
const ASKED_HOW = 50;

/**
 * Starts the workflows of rows that were committed and never started. Those whose workflow runs have been started: their
 * first task waits for a worker.
 */
export const startMissing: Repair<'started'> = {
  counts: ['started'],
  async run({ deps, now, wakes, isOver, count, found }) {
    const asked = { createdBefore: now - GRACE_MS, seed: now, limit: MOST_QUESTIONS * ASKED_AT_ONCE };
    const rows = await deps.store.enrollmentUpkeep.findUnstarted(deps.db, asked);
    let started = 0;
    for (let from = 0; from < rows.length && started < REPAIRED_ROWS && !isOver(); from += ASKED_AT_ONCE) {
      const page = rows.slice(from, from + ASKED_AT_ONCE);
      // Where nobody can say, a start that was none changes nothing.
      const running = await wakes
        .findRunningEnrollments(page.map((row) => row.enrollmentId))
        .catch(() => new Set<string>());
      const lost = page.filter((row) => !running.has(row.enrollmentId));
      if (from === 0)
        await askHow(wakes, page.filter((row) => running.has(row.enrollmentId)).slice(0, ASKED_HOW));
      await repairEach(lost, async (row) => {
        await wakes.startEnrollment(row);
        started += 1;
        count('started');
        found('not_started', 'enrollment', row.enrollmentId);
      });
    }
  },
};

/** Whoever gets nowhere is heard of by being asked. */
const askHow = (wakes: Lifecycle, rows: readonly StartedEnrollment[]): Promise<void> =>
  repairEach(rows, (row) => wakes.standingOfEnrollment(row.enrollmentId));

/**
 * Wakes those that do not know their newest intent or the newest plan of their sequence, and those whose time passed long ago,
 * unless they are about to look by themselves.
 */
export const wakeBehind: Repair<'woken' | 'restarted'> = {
  counts: ['woken', 'restarted'],
  async run(pass) {
    const { store, db } = pass.deps;
    const mixed = { limit: REPAIRED_ROWS, seed: pass.now };
    const unapplied = await store.enrollmentUpkeep.findUnapplied(db, mixed);
    // A stop or a pause does not wait for the next attempt of a send that failed.
    await wakeEach(pass, unapplied, { kind: 'intent_not_applied', spared: ['busy', 'failing'] });
    const behind = await store.enrollmentUpkeep.findBehindDrained(db, mixed);
    await wakeEach(pass, behind, { kind: 'plan_not_followed', spared: ['busy', 'failing', 'retrying'] });
    const overdue = await store.enrollmentUpkeep.findOverdue(db, {
      ...mixed,
      wakeBefore: pass.now - OVERDUE_MS,
    });
    await wakeEach(pass, overdue, { kind: 'overdue', spared: ['busy', 'failing', 'retrying'] });
  },
};

/** Judges hits on mails that are a minute old, and settles what they prove to have arrived (T2, S15). */
export const judgeMailHits: Repair<'hits' | 'proven'> = {
  counts: ['hits', 'proven'],
  async run({ deps, count }) {
    count('hits', await judgeHits(deps));
    count('proven', await settleProven(deps));
  },
};

/** Goes on with what came in by sms and was not done, and confirms words that opt out and in (M7). */
export const followSmsIn: Repair<'sms' | 'smsAnswers'> = {
  counts: ['sms', 'smsAnswers'],
  async run({ deps, now, count }) {
    const input = { before: now - GRACE_MS, limit: REPAIRED_ROWS };
    await repairEach(await deps.store.smsInbound.findUnprocessed(deps.db, input), async (row) => {
      await followSms(deps, row);
      count('sms');
    });
    count('smsAnswers', await confirmWords(deps));
  },
};

/** Starts bulk enrollments that were received and are not done. One that runs is left alone. */
export const finishBulks: Repair<'bulks'> = {
  counts: ['bulks'],
  async run({ deps, now, wakes, count }) {
    await repairEach(await deps.store.bulkProgress.findRunning(deps.db, now - GRACE_MS), async (bulk) => {
      await wakes.startBulkEnrollment(bulk);
      count('bulks');
    });
  },
};

/** Starts acts on many rows of the queue that were applied and are not done. One that runs is left alone. */
export const finishQueueBulks: Repair<'queueBulks'> = {
  counts: ['queueBulks'],
  async run({ deps, now, wakes, count }) {
    await repairEach(await deps.store.queueBulks.findRunning(deps.db, now - GRACE_MS), async (bulkId) => {
      await wakes.startQueueBulk(bulkId);
      count('queueBulks');
    });
  },
};

/**
 * Does for sequences that follow lists what nobody has done (S17): members who joined are enrolled by a durable operation,
 * those who left are paused.
 */
export const followLists: Repair<'listed'> = {
  counts: ['listed'],
  async run({ deps, now, count, found }) {
    const joinedBefore = now - GRACE_MS;
    const behind = await deps.store.listFollowing.findUnfollowed(deps.db, { joinedBefore, now });
    await repairEach(behind, async (following) => {
      count('listed', await mendList(deps, following));
      found('list_not_followed', 'sequence', following.sequenceId);
    });
  },
};

function wakeEach(
  { deps, wakes, count, found }: Pass<'woken' | 'restarted'>,
  rows: readonly StartedEnrollment[],
  { kind, spared }: { kind: string; spared: readonly Standing[] },
): Promise<void> {
  return repairEach(rows, async (row) => {
    if (spared.includes(await wakes.standingOfEnrollment(row.enrollmentId))) return;
    if ((await wakeOrStart(deps, row)) === 'started') count('restarted');
    count('woken');
    found(kind, 'enrollment', row.enrollmentId);
  });
}
