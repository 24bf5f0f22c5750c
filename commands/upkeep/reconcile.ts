import * as automations from '../automations/repairs.ts';
import * as customers from '../customers/repairs.ts';
import type { CommandDeps } from '../deps.ts';
import * as enrollments from '../enrollments/repairs.ts';
import * as imports from '../imports/repairs.ts';
import * as mailReading from '../inbox/suggestions/repairs.ts';
import * as inbox from '../inbox/repairs.ts';
import * as insights from '../insights/repairs.ts';
import * as programs from '../programs/runs/repairs.ts';
import * as passes from '../automations/passes/repairs.ts';
import * as members from '../automations/membership/repairs.ts';
import type { Pass } from '../repair.ts';
import * as sending from '../sending/repairs.ts';
import * as sequences from '../sequences/repairs.ts';
import * as webhooks from '../webhooks/repairs.ts';
import { hearFailing } from './hear-failing.ts';
import * as upkeep from './repairs.ts';

/** Everything that a pass repairs, in this order: what people wait for first. */
export const REPAIRS = [
  enrollments.startMissing,
  sending.releaseAgain,
  sending.applyPolicies,
  enrollments.wakeBehind,
  enrollments.judgeMailHits,
  enrollments.followSmsIn,
  inbox.followUnprocessed,
  insights.wakeActions,
  inbox.followMailboxes,
  inbox.wakeAnswers,
  automations.wakeAutomationMessages,
  programs.startDueRuns,
  programs.wakeUnattended,
  programs.followRows,
  programs.renewPlans,
  sequences.drainChanges,
  enrollments.followLists,
  enrollments.finishBulks,
  enrollments.finishQueueBulks,
  sequences.endDue,
  automations.pauseUnfit,
  passes.startDuePasses,
  passes.wakePasses,
  passes.showCalendars,
  customers.bringForward,
  upkeep.settleStale,
  sending.wakeCopies,
  sending.keepLines,
  sending.forgetPlaces,
  sending.forgetSignIns,
  programs.probeAwaited,
  sending.probeUntried,
  customers.readPhonesAnew,
  sending.compareNumbersAnew,
  imports.failAbandoned,
  imports.goOnClosing,
  insights.refreshMarked,
  insights.askModels,
  mailReading.readMails,
  insights.followNights,
  sequences.foldResults,
  sequences.checkResults,
  webhooks.forgetFormerSecrets,
  members.reportDiffering,
  upkeep.reportFailing,
  upkeep.makePartitions,
  upkeep.dropPartitions,
  upkeep.finishErasures,
  upkeep.resealSecrets,
  upkeep.applyRetention,
  upkeep.forgetReplies,
  upkeep.forgetFindings,
] as const;

type Counted = (typeof REPAIRS)[number]['counts'][number];

/** What one pass did: how often each thing that its repairs count. */
export type ReconcileReport = Record<Counted, number>;

/**
 * Makes database and Temporal agree after any crash (O9): intent that no workflow knows of is carried out. Cheap
 * when all is well; safe to run at any time and by several at once. What cannot be repaired now never keeps the rest
 * from being repaired.
 *
 * @param input.isOver asked before each kind of repair: what is left is for the next pass
 * @throws the first failure, after everything was tried
 */
export async function reconcile(
  deps: CommandDeps,
  { isOver = () => false }: { isOver?: () => boolean } = {},
): Promise<ReconcileReport> {
  const now = await deps.now();
  const counted = REPAIRS.flatMap(({ counts }): readonly Counted[] => counts);
  const report = Object.fromEntries(counted.map((name) => [name, 0])) as ReconcileReport;
  const findings: { kind: string; entity: string; entityId: string; isRepaired: true }[] = [];
  const failing = new Set<string>();
  const pass: Pass<Counted> = {
    deps,
    now,
    wakes: hearFailing(deps.sparing ?? deps.lifecycle, (workflowId) => failing.add(workflowId)),
    failing,
    isOver,
    count: (what, added = 1) => {
      report[what] += added;
    },
    found: (kind, entity, entityId) => {
      findings.push({ kind, entity, entityId, isRepaired: true });
    },
  };
  const failures: unknown[] = [];
  for (const repair of REPAIRS) {
    if (isOver()) break;
    await repair.run(pass).catch((error: unknown) => failures.push(error));
  }
  await deps.store.reconcile.recordFindings(deps.db, findings, now);
  if (failures.length > 0) throw failures[0];
  return report;
}
