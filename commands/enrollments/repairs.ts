import type { StartedEnrollment } from '../../infra/temporal/lifecycle/enrollments.ts';
import { inParallel } from '../wakes.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Pass, type Repair } from '../repair.ts';
import { confirmWords } from './sms/confirm-words.ts';
import { followSms } from './sms/follow-sms.ts';
import { judgeHits } from './judge-hits.ts';
import { mendList } from './mend-list.ts';
import { settleProven } from './settle-proven.ts';
import { wakeOrStart } from './wake-or-start.ts';

/** A timer that is this late means a workflow that is gone. */
const OVERDUE_MS = 5 * 60_000;

/** Starts the workflows of rows that were committed and never started. */
export const startMissing: Repair<'started'> = {
  counts: ['started'],
  async run({ deps, now, count, found }) {
    const input = { createdBefore: now - GRACE_MS, limit: REPAIRED_ROWS };
    await inParallel(await deps.store.enrollmentUpkeep.findUnstarted(deps.db, input), async (row) => {
      await deps.lifecycle.startEnrollment(row);
      count('started');
      found('not_started', 'enrollment', row.enrollmentId);
    });
  },
};

/** Wakes those that do not know their newest intent or the newest plan of their sequence, and those whose time passed long ago. */
export const wakeBehind: Repair<'woken' | 'restarted'> = {
  counts: ['woken', 'restarted'],
  async run(pass) {
    const { store, db } = pass.deps;
    const unapplied = await store.enrollmentUpkeep.findUnapplied(db, { limit: REPAIRED_ROWS });
    await wakeEach(pass, unapplied, 'intent_not_applied');
    const behind = await store.enrollmentUpkeep.findBehindDrained(db, { limit: REPAIRED_ROWS });
    await wakeEach(pass, behind, 'plan_not_followed');
    const input = { wakeBefore: pass.now - OVERDUE_MS, limit: REPAIRED_ROWS };
    await wakeEach(pass, await store.enrollmentUpkeep.findOverdue(db, input), 'overdue');
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

/** Starts bulk enrollments that were received and are not done. Running already is success. */
export const finishBulks: Repair<'bulks'> = {
  counts: ['bulks'],
  async run({ deps, now, count }) {
    for (const bulk of await deps.store.bulkProgress.findRunning(deps.db, now - GRACE_MS)) {
      await deps.lifecycle.startBulkEnrollment(bulk);
      count('bulks');
    }
  },
};

/** Starts acts on many rows of the queue that were applied and are not done. Running already is success. */
export const finishQueueBulks: Repair<'queueBulks'> = {
  counts: ['queueBulks'],
  async run({ deps, now, count }) {
    for (const bulkId of await deps.store.queueBulks.findRunning(deps.db, now - GRACE_MS)) {
      await deps.lifecycle.startQueueBulk(bulkId);
      count('queueBulks');
    }
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
  { deps, count, found }: Pass<'woken' | 'restarted'>,
  rows: readonly StartedEnrollment[],
  kind: string,
): Promise<void> {
  return inParallel(rows, async (row) => {
    if ((await wakeOrStart(deps, row)) === 'started') count('restarted');
    count('woken');
    found(kind, 'enrollment', row.enrollmentId);
  });
}
