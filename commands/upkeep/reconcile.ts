import { SYSTEM } from '../../contracts/actor.ts';
import type { EnrollmentRef } from '../../infra/db/upkeep/reconcile.ts';
import type { CommandDeps } from '../deps.ts';
import { endSequence } from '../sequences/end-sequence.ts';
import { inParallel } from '../in-parallel.ts';
import { keepPrograms, renewPrograms } from '../programs/runs/keep-programs.ts';
import { refreshMarked } from '../insights/refresh-customers.ts';
import { IDEMPOTENCY_TTL_MS } from '../run-command.ts';

/** A start that is under way is left alone for this long. */
const START_GRACE_MS = 10_000;
/** A timer that is this late means a workflow that is gone. */
const OVERDUE_MS = 5 * 60_000;
/** Longer than a hand-over may take, so nobody can still be at it. */
const STALE_HAND_OVER_MS = 15 * 60_000;
const FINDINGS_KEPT_MS = 30 * 24 * 60 * 60_000;
/** Rows of one pass and kind; the next pass takes the next. */
const PASS = 1_000;

/** Chunks of marked customers of one pass: a big import is worked off in several. */
const REFRESH_CHUNKS = 20;

/** What one pass did. */
export interface ReconcileReport {
  started: number;
  woken: number;
  restarted: number;
  drains: number;
  ended: number;
  bulks: number;
  uncertain: number;
  /** Sends of actions that were started or woken. */
  actions: number;
  /** Programs whose due run, schedule, run or batch was behind and was brought on. */
  programs: number;
  /** Programs that were planned anew for the new day. */
  renewed: number;
  /** Customers whose signals, promises, insights and actions were brought up to date. */
  refreshed: number;
}

interface Finding {
  kind: string;
  entity: string;
  entityId: string;
  isRepaired: boolean;
}

/**
 * Makes database and Temporal agree after any crash (O9): intent that no workflow knows of is carried out. Cheap
 * when all is well; safe to run at any time and by several at once. What cannot be repaired now never keeps the rest
 * from being repaired.
 *
 * @throws the first failure, after everything was tried
 */
export async function reconcile(deps: CommandDeps): Promise<ReconcileReport> {
  const now = await deps.now();
  const report: ReconcileReport = {
    started: 0,
    woken: 0,
    restarted: 0,
    drains: 0,
    ended: 0,
    bulks: 0,
    uncertain: 0,
    actions: 0,
    programs: 0,
    renewed: 0,
    refreshed: 0,
  };
  const pass: Pass = { deps, now, report, findings: [] };
  const failures: unknown[] = [];
  for (const repair of [
    startMissing,
    wakeBehind,
    wakeActions,
    keepProgramsUp,
    renewProgramsOfTheDay,
    finishBulkWork,
    endSequences,
    settleStale,
    failAbandonedImports,
    refreshDerived,
    makePartitions,
    forgetOld,
  ]) {
    await repair(pass).catch((error: unknown) => failures.push(error));
  }
  await deps.store.reconcile.recordFindings(deps.db, pass.findings, now);
  if (failures.length > 0) throw failures[0];
  return report;
}

/** One pass, and what it did so far. */
interface Pass {
  deps: CommandDeps;
  now: number;
  report: ReconcileReport;
  findings: Finding[];
}

function note({ findings }: Pass, kind: string, entity: string, entityId: string): void {
  findings.push({ kind, entity, entityId, isRepaired: true });
}

async function startMissing(pass: Pass): Promise<void> {
  const { deps, now, report } = pass;
  const { store, db, lifecycle } = deps;
  const unstarted = await store.reconcile.findUnstarted(db, {
    createdBefore: now - START_GRACE_MS,
    limit: PASS,
  });
  await inParallel(unstarted, async (row) => {
    await lifecycle.startEnrollment(row);
    report.started += 1;
    note(pass, 'not_started', 'enrollment', row.enrollmentId);
  });
}

async function wakeBehind(pass: Pass): Promise<void> {
  const { deps, now, report } = pass;
  const { store, db, lifecycle } = deps;
  const wake = async (row: EnrollmentRef, kind: string): Promise<void> => {
    if (!(await lifecycle.wakeEnrollment(row.enrollmentId))) {
      await lifecycle.startEnrollment(row);
      report.restarted += 1;
    }
    report.woken += 1;
    note(pass, kind, 'enrollment', row.enrollmentId);
  };
  const unapplied = await store.reconcile.findUnapplied(db, { limit: PASS });
  await inParallel(unapplied, (row) => wake(row, 'intent_not_applied'));
  const overdue = await store.reconcile.findOverdue(db, { wakeBefore: now - OVERDUE_MS, limit: PASS });
  await inParallel(overdue, (row) => wake(row, 'overdue'));
}

async function wakeActions(pass: Pass): Promise<void> {
  const { deps, now, report } = pass;
  const input = { wakeBefore: now - START_GRACE_MS, limit: PASS };
  await inParallel(await deps.store.actionSends.findUnattended(deps.db, input), async (row) => {
    await deps.lifecycle.wakeAction(row);
    report.actions += 1;
    note(pass, 'send_unattended', 'action', row.actionId);
  });
}

async function keepProgramsUp(pass: Pass): Promise<void> {
  await keepPrograms(pass.deps, {
    now: pass.now,
    graceMs: START_GRACE_MS,
    found: ({ kind, entity, id }) => {
      pass.report.programs += 1;
      note(pass, kind, entity, id);
    },
  });
}

async function renewProgramsOfTheDay({ deps, now, report }: Pass): Promise<void> {
  report.renewed = await renewPrograms(deps, now);
}

async function finishBulkWork({ deps, now, report }: Pass): Promise<void> {
  const { store, db, lifecycle } = deps;
  for (const { sequenceId, planVersion } of await store.reconcile.findUndrained(db)) {
    await lifecycle.startSequenceChange(sequenceId, planVersion);
    report.drains += 1;
  }
  for (const bulkId of await store.reconcile.findRunningBulks(db, now - START_GRACE_MS)) {
    await lifecycle.startBulkEnrollment(bulkId);
    report.bulks += 1;
  }
}

async function endSequences({ deps, now, report }: Pass): Promise<void> {
  for (const sequenceId of await deps.store.reconcile.findEnding(deps.db, now)) {
    await endSequence(deps, SYSTEM, { sequenceId });
    report.ended += 1;
  }
}

async function settleStale(pass: Pass): Promise<void> {
  const { deps, now, report } = pass;
  const stale = await deps.store.reconcile.settleStale(deps.db, {
    handedOverBefore: now - STALE_HAND_OVER_MS,
    now,
  });
  report.uncertain = stale.length;
  for (const { entity, id } of stale) note(pass, 'stale_hand_over', entity, id);
}

async function failAbandonedImports(pass: Pass): Promise<void> {
  const { deps, now } = pass;
  const input = { createdBefore: now - START_GRACE_MS, now };
  const importIds = await deps.store.importClaims.failAbandoned(deps.db, input);
  for (const importId of importIds) note(pass, 'abandoned', 'import', importId);
}

async function refreshDerived({ deps, report }: Pass): Promise<void> {
  report.refreshed = await refreshMarked(deps, { chunks: REFRESH_CHUNKS });
}

async function makePartitions({ deps, now }: Pass): Promise<void> {
  await deps.store.partitions.makeAhead(deps.db, now);
}

async function forgetOld({ deps, now }: Pass): Promise<void> {
  const before = { repliesBefore: now - IDEMPOTENCY_TTL_MS, findingsBefore: now - FINDINGS_KEPT_MS };
  await deps.store.reconcile.forgetOld(deps.db, before);
}
