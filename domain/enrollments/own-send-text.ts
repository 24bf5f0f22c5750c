import type { HoldKind } from '../../contracts/holds/kinds.ts';
import { isOwnSend } from './held-by.ts';
import { senderMailbox } from './sender.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from './snapshot.ts';

/** A switch stops what is automatic: says that a row leaves under it, since a person asked (D9); null: it is not so. */
export function ownSendText(
  snapshot: EnrollmentSnapshot,
  execution: Execution,
  holds: readonly { kind: HoldKind }[],
): string | null {
  if (!isOwnSend(execution) || isFinal(execution.status)) return null;
  const step = snapshot.steps.find(({ stepId }) => stepId === execution.stepId) ?? null;
  const isOff =
    holds.some(({ kind }) => kind === 'switch') || senderMailbox(snapshot, execution, step)?.isHeld;
  if (!isOff) return null;
  const name = step ? `"${step.label}"` : 'An email';
  return `${name} goes out all the same, because a person asked: only what is automatic is off.`;
}
