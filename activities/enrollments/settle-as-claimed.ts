import { decideFor, writtenOf } from '../../commands/enrollments/write-decided.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { Decided } from '../../domain/enrollments/leaving-line.ts';
import { isPlainSettle } from '../../domain/enrollments/plain-settle.ts';
import type { EnrollmentSnapshot, Execution } from '../../domain/enrollments/snapshot.ts';
import type { ActivityDeps } from '../deps.ts';
import type { SentMessage } from '../sending/send-source.ts';
import { sentBesides, stepChangeOf } from './step-changes.ts';

/** A step execution with the enrollment it belongs to, and what was decided about it. */
export interface StepRow {
  snapshot: EnrollmentSnapshot;
  execution: Execution;
  /** When it was claimed as it is stored; left out: it was not, or its claim wrote more. */
  claimedAt?: number;
}

/** What follows from a change of a step. */
export function decideAfter(
  deps: ActivityDeps,
  { snapshot, execution }: StepRow,
  { effect, now }: { effect: Partial<Execution>; now: number },
): { decided: Decided; changed: Execution } {
  const changed = { ...execution, ...effect };
  const executions = snapshot.executions.map((each) =>
    each.stepExecutionId === changed.stepExecutionId ? changed : each,
  );
  const after = { ...snapshot, executions };
  const decision = decideFor(deps, after, now);
  if (!decision.executions.some((each) => each.stepId === changed.stepId)) decision.executions.push(changed);
  return { decided: { snapshot: after, decision }, changed };
}

/**
 * Settles a sent message with the snapshot of its claim: decides on it as of the hand-over, and writes that, in one
 * statement, where a look at the rows as they are now would decide the same. Null: nothing was written.
 */
export async function settleAsClaimed(
  deps: ActivityDeps,
  { snapshot, execution: { stepExecutionId }, claimedAt }: StepRow,
  { claimed, ledger }: SentMessage,
  now: number,
): Promise<Directive | null> {
  const stored = snapshot.executions.find((each) => each.stepExecutionId === stepExecutionId);
  if (claimedAt === undefined || !stored) return null;
  const execution = asClaimed(stored, claimedAt);
  const effect = stepChangeOf({ to: 'sent', claimed }, execution, now);
  const { decided, changed } = decideAfter(deps, { snapshot, execution }, { effect, now });
  if (!isPlainSettle(decided, changed, now)) return null;
  const isWritten = await deps.store.settleSent.settleSent(deps.db, {
    snapshot,
    ledger: { ...ledger, now },
    mailboxId: claimed.out.mailbox.mailboxId,
    written: writtenOf(deps, [decided], now, sentBesides(deps.newId, decided, { changed, sent: claimed })),
  });
  return isWritten ? decided.decision.directive : null;
}

/** A step execution as its claim has left it. */
function asClaimed(stored: Execution, claimedAt: number): Execution {
  const readyAt = stored.readyAt ?? claimedAt;
  return { ...stored, status: 'sending', readyAt, heldReason: null, heldUntil: null, slotAt: null };
}
