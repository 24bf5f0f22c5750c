import { isHeldAt } from './held-time.ts';
import { displacedAt, wasTried } from './passed-steps.ts';
import type { EnrollmentSnapshot, Execution, PlanStep } from './snapshot.ts';

/**
 * What edits since the enrolling mean for a step (S6). `keeps`: it was due already at the last one, or was tried, and keeps
 * its time. `pastBefore`: it was not, so a time before this instant is one that an edit moved into the past. Only the first
 * step that has not run can have been due.
 */
export function editOf(
  snapshot: EnrollmentSnapshot,
  step: PlanStep,
  { execution, isFirst }: { execution: Execution | null; isFirst: boolean },
): { keeps: number | null; pastBefore: number } {
  if (execution && wasTried(execution) && execution.dueAt !== null)
    return { keeps: execution.dueAt, pastBefore: 0 };
  const { plannedFrom } = snapshot.enrollment;
  const since = (editedAt: number | null): number =>
    editedAt !== null && editedAt > plannedFrom ? editedAt : 0;
  const stepEditedAt = since(step.timingEditedAt);
  const editedAt = Math.max(stepEditedAt, since(snapshot.sequence.timingEditedAt));
  const known = isFirst ? (execution?.dueAt ?? null) : null;
  if (known === null)
    return { keeps: null, pastBefore: Math.max(stepEditedAt, since(displacedAt(snapshot, step))) };
  if (known > editedAt) return { keeps: null, pastBefore: editedAt };
  // Due in a pause is not ready: it moves with the edit, and is due when the pause ends (S11).
  if (isHeldAt(snapshot, editedAt)) return { keeps: null, pastBefore: 0 };
  return { keeps: known, pastBefore: 0 };
}

/**
 * Whether edits of what a step is do not reach its row any more (S5, S6): it was tried, or it was due already when the
 * step became something else. What is held back stays what it was.
 */
export function isPinned(step: PlanStep, execution: Execution | null): boolean {
  if (execution === null) return false;
  if (wasTried(execution)) return true;
  const { deliveryEditedAt } = step;
  return deliveryEditedAt !== null && execution.dueAt !== null && execution.dueAt <= deliveryEditedAt;
}

/** Whether a row waits for a person, as its step has it now where edits still reach it (S5). */
export function isManualNow(step: PlanStep | null, execution: Execution): boolean {
  return step === null || isPinned(step, execution) ? execution.isManual : step.isManual;
}
