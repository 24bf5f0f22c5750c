import { displacedBefore, isEarly, isTransparent, passedAt } from './passed-steps.ts';
import type { PlannedStep } from './plan.ts';
import { hasPassed, isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';
import { enrollmentStart, type DelayBase } from '../sequences/step-timing.ts';

/** What is known of the steps in front of one. */
export interface Known {
  executionOf: ReadonlyMap<string, Execution>;
  plannedOf: ReadonlyMap<string, PlannedStep>;
  now: number;
}

/** `isProjected`: the step before has not left yet, so that nothing may happen on the strength of it. */
export interface KnownBase extends DelayBase {
  isProjected: boolean;
}

/**
 * Where the delay of a step counts from (S4, S6): the end of the step before, or of one that was moved or removed since and
 * had its turn after that; the decision that led to it (S15); the start of the enrollment if there is none. Null: what it
 * follows has not ended.
 */
export function delayBase(snapshot: EnrollmentSnapshot, step: PlanStep, known: Known): KnownBase | null {
  if (step.reached?.isTarget) return decisionBase(snapshot, step, step.reached.at);
  const front = snapshot.steps.slice(0, snapshot.steps.indexOf(step));
  const before = front.findLast((row) => isPart(row, known));
  const planned = before && known.plannedOf.get(before.stepId);
  if (planned) return basedOn(endOf(planned, known.now), true);
  const execution = before && known.executionOf.get(before.stepId);
  const since = execution ? passedAt(execution) : -Infinity;
  const displaced = displacedBefore(snapshot, step).filter((row) => passedAt(row) >= since);
  const followed = execution ? [execution, ...displaced] : displaced;
  if (followed.length === 0) return { at: enrollmentStart(snapshot), isStep: false, isProjected: false };
  if (followed.some((row) => !isFinal(row.status))) return null;
  const ends = followed.map((row) => row.endedAt ?? 0);
  if (execution && isEarly(execution)) ends.push(...turnsBefore(front, execution, known));
  return basedOn(Math.max(...ends), false);
}

/** What was removed since from between a decision and the step it leads to is still followed. */
function decisionBase(snapshot: EnrollmentSnapshot, step: PlanStep, decidedAt: number): KnownBase | null {
  const between = displacedBefore(snapshot, step).filter((row) => passedAt(row) >= decidedAt);
  if (between.some((row) => !isFinal(row.status))) return null;
  return basedOn(Math.max(decidedAt, ...between.map((row) => row.endedAt ?? 0)), false);
}

/** Steps that an edit put into the past never were part of the enrollment. */
function isPart({ stepId }: PlanStep, { executionOf, plannedOf }: Known): boolean {
  if (plannedOf.get(stepId)?.skip === 'added_in_past') return false;
  const execution = executionOf.get(stepId);
  return plannedOf.has(stepId) || (execution !== undefined && !isTransparent(execution));
}

/** When a step that has not run ends. One left out by an edit ends now: what follows never leaves with it. */
function endOf({ skip, isManual, leavesAt, dueAt }: PlannedStep, now: number): number | null {
  if (skip === 'holiday') return dueAt;
  if (skip !== null) return now;
  return isManual ? null : leavesAt;
}

/** What follows a step that a person sent or ended early comes after those that would have come before it (Q2). */
function turnsBefore(front: readonly PlanStep[], early: Execution, known: Known): number[] {
  return front.flatMap(({ stepId }) => {
    const execution = known.executionOf.get(stepId);
    const leavesAt = known.plannedOf.get(stepId)?.leavesAt ?? null;
    if (leavesAt !== null) return leavesAt < (early.dueAt ?? Infinity) ? leavesAt : [];
    return execution && hasPassed(execution) && !isEarly(execution) ? passedAt(execution) : [];
  });
}

function basedOn(at: number | null, isProjected: boolean): KnownBase | null {
  return at === null ? null : { at, isStep: true, isProjected };
}
