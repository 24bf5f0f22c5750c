import { hasPassed, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** A step that has its turn so much before its time was brought forward by nobody: a worker’s clock is ahead. */
const CLOCKS_APART_MS = 2_000;

/** When the turn of an execution came: it entered the queue, began to leave, or ended without either. */
export function passedAt({ readyAt, endedAt }: Execution): number {
  return readyAt ?? endedAt ?? Infinity;
}

/** Whether a person ended or sent a step before its time (Q2): nothing before it is hidden by that. */
export function isEarly(execution: Execution): boolean {
  return execution.dueAt === null || passedAt(execution) < execution.dueAt - CLOCKS_APART_MS;
}

/** Whether an automatic execution was tried already: it stands in the queue, and edits do not reach it (S6). */
export function wasTried({ readyAt, heldReason }: Execution): boolean {
  return readyAt !== null || heldReason !== null;
}

/** A step that left or entered the queue: others keep their distance to it (S11). */
export interface Turn {
  stepId: string;
  at: number;
  /** What lateness is measured by: a person's is none of ours. */
  lateAt: number;
}

/** All that left or entered the queue. */
export function turnsOf({ executions }: EnrollmentSnapshot): Turn[] {
  return executions.flatMap((row) => {
    if (!hasPassed(row) || row.status === 'skipped' || row.status === 'cancelled') return [];
    const isMessage = row.type === 'email' || row.type === 'sms';
    const at = isMessage && row.status === 'done' ? row.endedAt : row.readyAt;
    if (at === null) return [];
    return { stepId: row.stepId, at, lateAt: row.isManual ? (row.readyAt ?? at) : at };
  });
}

/** Steps that never were part of this enrollment: others follow as if they did not exist. */
export function isTransparent({ skipReason }: Execution): boolean {
  return skipReason === 'added_in_past';
}

/**
 * The steps whose turn came and that stand behind a step now, or nowhere, because an edit moved or removed them since (S6):
 * its delay goes on counting from them. One that fired on its own date, ahead of steps that wait, was not moved.
 */
export function displacedBefore(snapshot: EnrollmentSnapshot, step: PlanStep): Execution[] {
  const stepOf = new Map(snapshot.steps.map((row) => [row.stepId, row]));
  return snapshot.executions.filter((row) => {
    if (!hasPassed(row) || isEarly(row) || isTransparent(row)) return false;
    const now = stepOf.get(row.stepId);
    return !now || (now.position > step.position && now.timingEditedAt > passedAt(row));
  });
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
    // What was open in front of it already when it had its turn stays so.
    if (execution && (isEarly(row) || execution.createdAt < passedAt(row))) return false;
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
