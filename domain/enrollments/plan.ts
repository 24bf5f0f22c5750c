import type { MovedBy } from '../../contracts/sequences/kinds.ts';
import type { SkipReason } from '../../contracts/sending/kinds.ts';
import { placedAt, type Ideal } from '../sequences/ideal-plan.ts';
import { nextOpen, offsetTurn, ownTimeOf, windowOf } from '../sequences/step-timing.ts';
import { addDays, instantOf, localDateOf } from '../time/calendar.ts';
import { allowedFrom, allowedOn, movedTo } from '../time/own-time.ts';
import { delayBase, type Known } from './delay-base.ts';
import { delayEnd } from './delay-end.ts';
import { daysLate, firstFreeDay, type Neighbour } from './distance.ts';
import { editOf, isManualNow } from './edited-steps.ts';
import { isInPast, turnsOf } from './passed-steps.ts';
import { hasPassed, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';
import { undisturbedPlan } from './undisturbed.ts';
import { undisturbedFrom } from './undisturbed-hours.ts';

/** A step that has not run, with its time. */
export interface PlannedStep {
  step: PlanStep;
  execution: Execution | null;
  /** Whether it waits for a person; a row that is held back stays what it was (S5). */
  isManual: boolean;
  /** Epoch milliseconds; null while it waits for the step before. */
  dueAt: number | null;
  /** When it leaves at the earliest: what is overdue or held back leaves later, inside the window. Null as `dueAt`. */
  leavesAt: number | null;
  /** Its time rests on a step before that has not left yet: it comes after that, however soon. */
  isProjected: boolean;
  /** Set when this enrollment leaves the step out (S6), for a holiday when its time comes (S22). */
  skip: SkipReason | null;
  /** What moved it away from its own time last; null: nothing. */
  movedBy: MovedBy | null;
  /** The holiday that moved it or that it is left out for, `YYYY-MM-DD`. */
  holiday: string | null;
}

/**
 * The time of every step that has not run, in their order (S4, S6, S8, S11, S13, S22); a step need not come after those in
 * front of it. Pure: `now` only says how long an open hold has lasted, and that what is overdue leaves now at the earliest.
 */
export function planSteps(snapshot: EnrollmentSnapshot, now: number): PlannedStep[] {
  const ideal = undisturbedPlan(snapshot);
  const stepOf = new Map(snapshot.steps.map((step) => [step.stepId, step]));
  const plannedOf = new Map<string, PlannedStep>();
  const plan: Plan = {
    snapshot,
    ideal,
    known: { executionOf: new Map(snapshot.executions.map((row) => [row.stepId, row])), plannedOf, now },
    neighbours: turnsOf(snapshot).map((turn) => ({ ...turn, step: stepOf.get(turn.stepId) ?? null })),
    isFirst: true,
  };
  for (const step of inTime(snapshot.steps, ideal)) {
    const execution = plan.known.executionOf.get(step.stepId) ?? null;
    if (execution && hasPassed(execution)) continue;
    const entry = planStep(plan, step, execution);
    plannedOf.set(step.stepId, entry);
    if (entry.skip !== null) continue;
    plan.isFirst = false;
    if (entry.leavesAt !== null) plan.neighbours.push({ step, at: entry.leavesAt, lateAt: entry.leavesAt });
  }
  return snapshot.steps.flatMap(({ stepId }) => plannedOf.get(stepId) ?? []);
}

/** In the order of a plan without lateness; what has no time in it comes last. */
function inTime(steps: readonly PlanStep[], ideal: ReadonlyMap<string, Ideal>): PlanStep[] {
  const timeOf = ({ stepId }: PlanStep) => ideal.get(stepId)?.leavesAt ?? Infinity;
  const isBefore = (a: PlanStep, b: PlanStep) =>
    a.timing.kind === 'offset' && b.timing.kind === 'offset' ? 0 : timeOf(a) - timeOf(b);
  const ordered: PlanStep[] = [];
  for (const step of steps) {
    let place = ordered.length;
    while (place > 0 && isBefore(step, ordered[place - 1]!) < 0) place -= 1;
    ordered.splice(place, 0, step);
  }
  return ordered;
}

/** A plan in the making. */
interface Plan {
  snapshot: EnrollmentSnapshot;
  ideal: ReadonlyMap<string, Ideal>;
  known: Known & { plannedOf: Map<string, PlannedStep> };
  /** What left, and what will leave before the steps that have no time yet. */
  neighbours: Neighbour[];
  /** No step that has not run comes before the one at hand. */
  isFirst: boolean;
}

/** When a step is due, and what moved it there. */
type Due = Pick<PlannedStep, 'movedBy' | 'holiday' | 'isProjected'> & { at: number; isSkipped: boolean };

function planStep(plan: Plan, step: PlanStep, execution: Execution | null): PlannedStep {
  const { snapshot, known } = plan;
  const isManual = execution ? isManualNow(step, execution) : step.isManual;
  const entry = { ...NO_TIME, step, execution, isManual };
  if (isInPast(snapshot, step, execution)) return { ...entry, skip: 'added_in_past' };
  const edit = editOf(snapshot, step, { execution, isFirst: plan.isFirst });
  const due = edit.keeps === null ? dueOf(plan, step) : { ...onTime, at: edit.keeps };
  if (due === null) return { ...entry, skip: null };
  const { movedBy, holiday, isProjected, at: dueAt } = due;
  const isRequested = execution !== null && execution.sendRequestedAt !== null;
  if (due.isSkipped && !isRequested)
    return { ...entry, isProjected, dueAt, holiday, movedBy, skip: 'holiday' };
  const skip = dueAt < edit.pastBefore && !isRequested ? 'moved_to_past' : null;
  const opensAt = leavesAtOf(snapshot, step, {
    dueAt,
    now: known.now,
    heldUntil: execution?.heldUntil ?? 0,
  });
  // A person's sms enters the queue when it is due; where nothing is ever left of the day, its claim says so.
  const leavesAt = isManual ? opensAt : (undisturbedFrom(snapshot, automatic(step), opensAt) ?? opensAt);
  return { ...entry, isProjected, dueAt, leavesAt, skip, movedBy, holiday };
}

const automatic = ({ type }: PlanStep) => ({ type, sendRequestedAt: null });
const NO_TIME = { dueAt: null, leavesAt: null, movedBy: null, holiday: null, isProjected: false } as const;
const onTime = { movedBy: null, holiday: null, isSkipped: false, isProjected: false } as const;

/** What is overdue leaves at its own time on another day; a try that waits leaves as soon as the window opens (S13, D2). */
function leavesAtOf(
  snapshot: EnrollmentSnapshot,
  { timing }: PlanStep,
  { dueAt, now, heldUntil }: { dueAt: number; now: number; heldUntil: number },
): number {
  const at = Math.max(dueAt, now);
  if (heldUntil > at) return nextOpen(snapshot, heldUntil);
  return allowedFrom(at, ownTimeOf(timing), windowOf(snapshot), snapshot.sequence.zone);
}

function dueOf(plan: Plan, step: PlanStep): Due | null {
  const { snapshot, ideal, neighbours } = plan;
  const { zone } = snapshot.sequence;
  const { timing } = step;
  const own = ideal.get(step.stepId);
  const late = own ? daysLate({ step, ideal: own }, neighbours, ideal, zone) : 0;
  if (timing.kind === 'delay') return delayDue(plan, step, own && late > 0 ? addDays(own.date, late) : null);
  const { at: wantsAt, isReachedLate } = offsetTurn(snapshot, timing, step.reached);
  if (own?.isSkipped) return placed(snapshot, step, wantsAt);
  // What was reached late counts from what happened, late or not.
  const nominal =
    late > 0 && !isReachedLate
      ? instantOf(addDays(localDateOf(wantsAt, zone), late), timing.sendTime, zone)
      : wantsAt;
  const due = moved(snapshot, step, { from: wantsAt, to: nominal });
  const free = firstFreeDay(neighbours, zone);
  if (free === null || localDateOf(due.at, zone) >= free) return due;
  return { ...due, at: allowedOn(free, timing.sendTime, windowOf(snapshot), zone), movedBy: 'same_day' };
}

/** An end of a delay that an earlier step's lateness moves to a day, if any. */
function delayDue(plan: Plan, step: PlanStep, notBefore: string | null): Due | null {
  const { snapshot, known } = plan;
  const base = delayBase(snapshot, step, known);
  if (base === null || step.timing.kind !== 'delay') return null;
  const { isProjected } = base;
  const end = delayEnd(snapshot, step.timing, base, known.now);
  const to = notBefore === null ? end : movedTo(notBefore, end, snapshot.sequence.zone);
  return { ...moved(snapshot, step, { from: end, to }), isProjected };
}

/** Lateness skips nothing: what it moves to a holiday goes on to the next open day. */
function moved(
  snapshot: EnrollmentSnapshot,
  step: PlanStep,
  { from, to }: { from: number; to: number },
): Due {
  if (to <= from) return placed(snapshot, step, from);
  const at = allowedFrom(to, ownTimeOf(step.timing), windowOf(snapshot), snapshot.sequence.zone);
  return { ...onTime, at, movedBy: 'lateness' };
}

function placed(snapshot: EnrollmentSnapshot, step: PlanStep, wantsAt: number): Due {
  const { leavesAt: at, ...due } = placedAt(snapshot, step, wantsAt);
  return { ...onTime, at, ...due };
}
