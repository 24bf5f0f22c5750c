import { SYSTEM } from '../contracts/actor.ts';
import type { EnrollmentRef } from '../infra/db/reconcile.ts';
import type { CommandDeps } from './deps.ts';
import { endSequence } from './end-sequence.ts';
import { inParallel } from './in-parallel.ts';
import { IDEMPOTENCY_TTL_MS } from './run-command.ts';

/** A start that is under way is left alone for this long. */
const START_GRACE_MS = 10_000;
/** A timer that is this late means a workflow that is gone. */
const OVERDUE_MS = 5 * 60_000;
/** Longer than a hand-over may take, so nobody can still be at it. */
const STALE_HAND_OVER_MS = 15 * 60_000;
const FINDINGS_KEPT_MS = 30 * 24 * 60 * 60_000;
/** Rows of one pass and kind; the next pass takes the next. */
const PASS = 1_000;

/** What one pass did. */
export interface ReconcileReport {
  started: number;
  woken: number;
  restarted: number;
  drains: number;
  ended: number;
  bulks: number;
  uncertain: number;
}

interface Finding {
  kind: string;
  entity: string;
  entityId: string;
  isRepaired: boolean;
}

/**
 * Makes database and Temporal agree after any crash (O9): intent that no workflow knows of is carried out. Cheap
 * when all is well; safe to run at any time and by several at once.
 */
export async function reconcile(deps: CommandDeps): Promise<ReconcileReport> {
  const { db, store, lifecycle } = deps;
  const now = await deps.now();
  const findings: Finding[] = [];
  const found = (kind: string, entity: string, entityId: string): void => {
    findings.push({ kind, entity, entityId, isRepaired: true });
  };

  const unstarted = await store.reconcile.findUnstarted(db, { createdBefore: now - START_GRACE_MS, limit: PASS });
  await inParallel(unstarted, async (row) => {
    await lifecycle.startEnrollment(row);
    found('not_started', 'enrollment', row.enrollmentId);
  });

  let restarted = 0;
  const wake = async (row: EnrollmentRef, kind: string): Promise<void> => {
    if (!(await lifecycle.wakeEnrollment(row.enrollmentId))) {
      await lifecycle.startEnrollment(row);
      restarted += 1;
    }
    found(kind, 'enrollment', row.enrollmentId);
  };
  const unapplied = await store.reconcile.findUnapplied(db, { limit: PASS });
  await inParallel(unapplied, (row) => wake(row, 'intent_not_applied'));
  const overdue = await store.reconcile.findOverdue(db, { wakeBefore: now - OVERDUE_MS, limit: PASS });
  await inParallel(overdue, (row) => wake(row, 'overdue'));

  const ending = await store.reconcile.findEnding(db, now);
  for (const sequenceId of ending) await endSequence(deps, SYSTEM, { sequenceId });
  const undrained = await store.reconcile.findUndrained(db);
  for (const { sequenceId, planVersion } of undrained) await lifecycle.startSequenceChange(sequenceId, planVersion);
  const bulks = await store.reconcile.findRunningBulks(db, now - START_GRACE_MS);
  for (const bulkId of bulks) await lifecycle.startBulkEnrollment(bulkId);

  const uncertain = await store.reconcile.settleStale(db, now - STALE_HAND_OVER_MS);
  for (const enrollmentId of uncertain) found('stale_hand_over', 'enrollment', enrollmentId);
  await store.reconcile.forgetOld(db, {
    repliesBefore: now - IDEMPOTENCY_TTL_MS,
    findingsBefore: now - FINDINGS_KEPT_MS,
  });
  await store.reconcile.recordFindings(db, findings, now);
  return {
    started: unstarted.length,
    woken: unapplied.length + overdue.length,
    restarted,
    drains: undrained.length,
    ended: ending.length,
    bulks: bulks.length,
    uncertain: uncertain.length,
  };
}
