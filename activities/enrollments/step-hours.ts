import { WAITING_IN_LINE } from '../../contracts/sending/kinds.ts';
import { deferredOpening, limitedOpening } from '../../domain/enrollments/deferred-opening.ts';
import type { EnrollmentSnapshot, Execution, PlanStep } from '../../domain/enrollments/snapshot.ts';
import { undisturbedFrom } from '../../domain/enrollments/undisturbed-hours.ts';
import { nextOpen } from '../../domain/sequences/step-timing.ts';
import type { Waited } from '../sending/send-source.ts';

/** A step execution with the enrollment it belongs to. */
interface StepRow {
  snapshot: EnrollmentSnapshot;
  execution: Execution;
}

/** When the message of a step may leave from an instant on: in its window, and an sms when it disturbs nobody (S13, M7). */
export function stepOpensAt(row: StepRow, step: PlanStep | null, waited: Waited): number {
  const at = windowOpensAt(row, step, waited);
  return undisturbedFrom(row.snapshot, row.execution, at) ?? at;
}

function windowOpensAt(
  { snapshot, execution }: StepRow,
  step: PlanStep | null,
  { at, reason }: Waited,
): number {
  // Another day begins in the morning, also for what a person sends: they overrule the window of today.
  if (reason === 'contact_policy') return deferredOpening(snapshot, { execution, step }, at);
  const limitedBy = reason ?? execution.heldReason;
  if (limitedBy !== null && WAITING_IN_LINE.includes(limitedBy))
    return limitedOpening(snapshot, { execution, step }, at);
  return execution.sendRequestedAt === null ? nextOpen(snapshot, at) : at;
}
