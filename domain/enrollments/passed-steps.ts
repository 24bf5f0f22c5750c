import { DUE_TOLERANCE_MS } from '../time/due.ts';
import { hasPassed, isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** When the turn of an execution came: it entered the queue, began to leave, or ended without either. */
function passedAt({ readyAt, endedAt }: Execution): number {
  return readyAt ?? endedAt ?? Infinity;
}

/** Whether a person ended or sent a step before its time (Q2): nothing before it is hidden by that. */
export function isEarly(execution: Execution): boolean {
  return execution.dueAt === null || passedAt(execution) < execution.dueAt - DUE_TOLERANCE_MS;
}

/** Whether an automatic execution was tried already: it stands in the queue, and edits do not reach it (S6). */
export function wasTried({ readyAt, heldReason }: Execution): boolean {
  return readyAt !== null || heldReason !== null;
}

/** The latest execution that left or entered the queue: no offset step follows it on the same day (S11). */
export function lastToLeave({ executions }: EnrollmentSnapshot): { stepId: string; at: number } | null {
  let last: { stepId: string; at: number } | null = null;
  for (const execution of executions) {
    if (!hasPassed(execution) || execution.status === 'skipped' || execution.status === 'cancelled') continue;
    const isMessage = execution.type === 'email' || execution.type === 'sms';
    const at = isMessage && execution.status === 'done' ? execution.endedAt : execution.readyAt;
    if (at !== null && (!last || at > last.at)) last = { stepId: execution.stepId, at };
  }
  return last;
}

/** The execution whose turn came last, in its time: where this enrollment stands, whatever was moved or removed since. */
function lastInTurn({ executions }: EnrollmentSnapshot): Execution | null {
  return executions
    .filter((row) => hasPassed(row) && !isEarly(row))
    .reduce<Execution | null>((last, row) => (last && compareTurns(row, last) < 0 ? last : row), null);
}

function compareTurns(a: Execution, b: Execution): number {
  return passedAt(a) - passedAt(b) || a.position - b.position;
}

/** Steps that never were part of this enrollment: others follow as if they did not exist. */
export function isTransparent({ skipReason }: Execution): boolean {
  return skipReason === 'added_in_past';
}

/** Where the delay of the next step counts from: `endedAt` null while the step before has not ended. */
export interface Predecessor {
  endedAt: number | null;
}

/**
 * What the first step that has not run follows: the step before it, or where the enrollment stands, when that was
 * moved or removed since (S6). `before`: the execution of the step before. Null: it follows the enrolling.
 */
export function predecessorOf(snapshot: EnrollmentSnapshot, before: Execution | null): Predecessor | null {
  const inTurn = lastInTurn(snapshot);
  const last = before && (!inTurn || isEarly(before)) ? before : inTurn;
  if (!last) return null;
  if (!isFinal(last.status)) return { endedAt: null };
  return { endedAt: Math.max(last.endedAt ?? 0, inTurn ? passedAt(inTurn) : 0) };
}

/**
 * Whether an edit put a step in front of one whose turn has come (S6). What was moved behind it after its turn hides
 * nothing, and neither does a step that a person sent or cancelled early, if this one was there before.
 */
export function isInPast(snapshot: EnrollmentSnapshot, step: PlanStep, execution: Execution | null): boolean {
  const stepOf = new Map(snapshot.steps.map((row) => [row.stepId, row]));
  return snapshot.executions.some((row) => {
    const passed = stepOf.get(row.stepId);
    if (!passed || passed.position <= step.position || !hasPassed(row) || isTransparent(row)) return false;
    if (isEarly(row) && execution) return false;
    return passed.timingEditedAt <= passedAt(row) && step.timingEditedAt > passedAt(row);
  });
}

/**
 * When the step that was next gave its place to this one, by its removal or its move (S6); 0: it never did. Until
 * then this one cannot have been due.
 */
export function displacedAt(snapshot: EnrollmentSnapshot, step: PlanStep): number {
  const stepOf = new Map(snapshot.steps.map((row) => [row.stepId, row]));
  const moments = snapshot.executions.map((row) => {
    if (row.position > step.position || row.stepId === step.stepId) return 0;
    if (row.skipReason === 'step_removed') return row.endedAt ?? 0;
    const other = stepOf.get(row.stepId);
    return other && row.status === 'planned' && other.position > step.position ? other.timingEditedAt : 0;
  });
  return Math.max(0, ...moments);
}
