import { HOLDING_ALL } from '../../contracts/sending/kinds.ts';
import { isOpenNow } from '../holds.ts';
import { leavesLine, type Decided } from './leaving-line.ts';
import type { Execution } from './snapshot.ts';

/**
 * Whether what was decided on the snapshot of a claim is what would be decided on one read now, as long as the versions of
 * enrollment, sequence and customer are those of the claim and its mailbox works: everything else that was read has one of
 * these versions, or time changes nothing of it until now. Nothing but the step itself changes of what is stored, since
 * rows may be given to somebody else without a version; what comes new is written from the steps, as any look does.
 */
export function isPlainSettle({ snapshot, decision }: Decided, sent: Execution, now: number): boolean {
  const { branching, quiet, holds, balance, mailboxes, executions } = snapshot;
  const { directive, stop, edges, became } = decision;
  if (branching !== null || quiet !== undefined || stop !== null) return false;
  if (edges.length > 0 || became.length > 0) return false;
  if (directive.kind === 'execute') return false;
  if (directive.kind === 'wait' && HOLDING_ALL.includes(directive.reason)) return false;
  if (holds.some((hold) => isOpenNow(hold, now))) return false;
  if (balance.releasesAt !== null && balance.releasesAt <= now) return false;
  if (mailboxes.some(({ status, isHeld }) => status !== 'working' || isHeld)) return false;
  const stored = new Set(executions.map(({ stepId }) => stepId));
  const isOwn = ({ stepId }: Execution): boolean => stepId === sent.stepId || !stored.has(stepId);
  return decision.executions.every(isOwn) && !leavesLine({ snapshot, decision });
}
