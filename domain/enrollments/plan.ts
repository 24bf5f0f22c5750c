import type { SkipReason } from '../../contracts/sending/kinds.ts';
import { daysBetween, localDateOf } from '../time/calendar.ts';
import { isHeldAt } from './held-time.ts';
import {
  displacedAt,
  isInPast,
  isTransparent,
  lastToLeave,
  predecessorOf,
  wasTried,
  type Predecessor,
} from './passed-steps.ts';
import {
  daysAfter,
  delayEnd,
  enrollmentStart,
  nextOpen,
  offsetInstant,
  plannedInstants,
  type Delay,
  type Offset,
  type PlannedInstant,
} from './step-timing.ts';
import { hasPassed, isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** A step that has not run, with its time. */
export interface PlannedStep {
  step: PlanStep;
  execution: Execution | null;
  /** Epoch milliseconds; null while it waits for the step before. */
  dueAt: number | null;
  /** When it leaves at the earliest: what is overdue or held back leaves later, inside the window. Null as `dueAt`. */
  leavesAt: number | null;
  /** Set when this enrollment leaves the step out (S6). */
  skip: SkipReason | null;
}

/**
 * The time of every step that has not run, in order (S4, S6, S8, S11, S13). Pure: `now` only says how long an
 * open hold has lasted, and that what is overdue leaves now at the earliest.
 */
export function planSteps(snapshot: EnrollmentSnapshot, now: number): PlannedStep[] {
  const executionOf = new Map(snapshot.executions.map((execution) => [execution.stepId, execution]));
  const ideal = plannedInstants(snapshot);
  const planned: PlannedStep[] = [];
  let anchor = lastToLeave(snapshot);
  let before: PlannedStep | null = null;
  let passed: Execution | null = null;
  let previous: Predecessor | null | undefined;
  for (const step of snapshot.steps) {
    const execution = executionOf.get(step.stepId) ?? null;
    if (execution && hasPassed(execution)) {
      if (isTransparent(execution)) continue;
      passed = execution;
      if (before) previous = endOf(execution, before);
      continue;
    }
    if (isInPast(snapshot, step, execution)) {
      planned.push({ step, execution, dueAt: null, leavesAt: null, skip: 'added_in_past' });
      continue;
    }
    previous ??= predecessorOf(snapshot, passed);
    const entry = planStep(snapshot, step, execution, { now, ideal, anchor, before, previous });
    planned.push(entry);
    if (entry.skip) {
      // A delay after it counts from now: what follows a step left out never leaves with it.
      previous = { endedAt: now };
      continue;
    }
    before = entry;
    previous = { endedAt: step.isManual ? null : entry.leavesAt };
    if (entry.leavesAt !== null) anchor = { stepId: step.stepId, at: entry.leavesAt };
  }
  return planned;
}

/** What a step follows that comes after one sent or ended early: never something before what still has to leave. */
function endOf(execution: Execution, before: PlannedStep): Predecessor {
  if (!isFinal(execution.status)) return { endedAt: null };
  return { endedAt: Math.max(execution.endedAt ?? 0, before.leavesAt ?? 0) };
}

interface StepContext {
  now: number;
  ideal: ReadonlyMap<string, PlannedInstant>;
  /** What left last. */
  anchor: { stepId: string; at: number } | null;
  /** The planned step before; null for the first. */
  before: PlannedStep | null;
  previous: Predecessor | null;
}

function planStep(
  snapshot: EnrollmentSnapshot,
  step: PlanStep,
  execution: Execution | null,
  context: StepContext,
): PlannedStep {
  const { now, before } = context;
  const edit = editOf(snapshot, step, before === null ? execution : null);
  const dueAt = edit.keeps ?? dueOf(snapshot, step, context);
  if (dueAt === null) return { step, execution, dueAt, leavesAt: null, skip: null };
  const isRequested = execution !== null && execution.sendRequestedAt !== null;
  const skip = dueAt < edit.pastBefore && !isRequested ? 'moved_to_past' : null;
  const leavesAt = nextOpen(snapshot, Math.max(dueAt, now, execution?.heldUntil ?? 0));
  return { step, execution, dueAt, leavesAt, skip };
}

/**
 * What edits since the enrolling mean for a step (S6). `keeps`: it was due already at the last one and keeps its
 * time. `pastBefore`: it was not, so a time before this instant is one that an edit moved into the past. `next`: its
 * execution, if it is the first that has not run; no other can have been due.
 */
function editOf(
  snapshot: EnrollmentSnapshot,
  step: PlanStep,
  next: Execution | null,
): { keeps: number | null; pastBefore: number } {
  const { plannedFrom } = snapshot.enrollment;
  const since = (editedAt: number | null): number =>
    editedAt !== null && editedAt > plannedFrom ? editedAt : 0;
  const stepEditedAt = since(step.timingEditedAt);
  const settingsEditedAt = since(snapshot.sequence.timingEditedAt);
  const editedAt = Math.max(stepEditedAt, settingsEditedAt);
  const known = next?.dueAt ?? null;
  if (known === null)
    return { keeps: null, pastBefore: Math.max(stepEditedAt, since(displacedAt(snapshot, step))) };
  if (known > editedAt) return { keeps: null, pastBefore: editedAt };
  // Due in a pause is not ready: it moves with the edit, and is due when the pause ends (S11).
  if (isHeldAt(snapshot, editedAt) && !wasTried(next!)) return { keeps: null, pastBefore: 0 };
  return { keeps: known, pastBefore: 0 };
}

function dueOf(snapshot: EnrollmentSnapshot, step: PlanStep, context: StepContext): number | null {
  if (context.before && context.before.leavesAt === null) return null;
  const due =
    step.timing.kind === 'offset'
      ? offsetDue(snapshot, step.stepId, step.timing, context)
      : delayDue(snapshot, step.timing, context);
  return due === null ? null : nextOpen(snapshot, due);
}

/**
 * An offset step fires on its own date, but never closer to the step before than planned, and at least a day after
 * it (S11).
 */
function offsetDue(
  snapshot: EnrollmentSnapshot,
  stepId: string,
  timing: Offset,
  context: StepContext,
): number {
  const due = offsetInstant(snapshot, timing);
  const { anchor, ideal } = context;
  if (!anchor) return due;
  const { zone } = snapshot.sequence;
  const from = ideal.get(anchor.stepId)?.leaves;
  const to = ideal.get(stepId)!.wants;
  // The window comes on top of it, as it does in the plan.
  const planned = from === undefined ? 1 : daysBetween(localDateOf(from, zone), localDateOf(to, zone));
  return Math.max(due, daysAfter(anchor.at, Math.max(1, planned), timing.sendTime, zone));
}

function delayDue(
  snapshot: EnrollmentSnapshot,
  timing: Delay,
  { now, previous }: StepContext,
): number | null {
  const base = previous ? previous.endedAt : enrollmentStart(snapshot);
  return base === null ? null : delayEnd(snapshot, timing, base, now);
}
