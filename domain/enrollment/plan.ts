import type { SkipReason } from '../../contracts/kinds.ts';
import {
  addDays,
  daysBetween,
  instantOf,
  localDateOf,
  localTimeOf,
  nextAllowed,
  plusDays,
  startOfDay,
  type SendingWindow,
} from '../calendar.ts';
import { heldBetween } from './held-time.ts';
import {
  hasPassed,
  isFinal,
  type EnrollmentSnapshot,
  type Execution,
  type PlanStep,
  type StepTiming,
} from './snapshot.ts';

/** A step that has not run, with its time. */
export interface PlannedStep {
  step: PlanStep;
  execution: Execution | null;
  /** Epoch milliseconds; null while it waits for the step before. */
  dueAt: number | null;
  /** Set when this enrollment leaves the step out (S6). */
  skip: SkipReason | null;
}

const HOUR_MS = 3_600_000;
const UNIT_MS = { minutes: 60_000, hours: HOUR_MS } as const;
const UNIT_DAYS = { days: 1, weeks: 7 } as const;

/**
 * The time of every step that has not run, in order (S4, S6, S8, S11, S13). Pure: `now` only says how long an
 * open hold has lasted, and that what is overdue leaves now at the earliest.
 */
export function planSteps(snapshot: EnrollmentSnapshot, now: number): PlannedStep[] {
  const ideal = idealInstants(snapshot);
  const frontier = passedFrontier(snapshot);
  const executionOf = new Map(snapshot.executions.map((execution) => [execution.stepId, execution]));
  const planned: PlannedStep[] = [];
  let anchor = lastAnchor(snapshot);
  let previous: Predecessor | null = null;
  for (const step of snapshot.steps) {
    const execution = executionOf.get(step.stepId) ?? null;
    if (execution && hasPassed(execution)) {
      previous = { endedAt: isFinal(execution.status) ? execution.endedAt : null };
      continue;
    }
    if (step.position < frontier) {
      planned.push({ step, execution, dueAt: null, skip: 'added_in_past' });
      continue;
    }
    const entry = planStep(snapshot, step, execution, { now, ideal, anchor, previous });
    planned.push(entry);
    if (entry.skip) {
      previous = { endedAt: now };
      continue;
    }
    const leavesAt: number | null = entry.dueAt === null ? null : Math.max(entry.dueAt, now);
    previous = { endedAt: step.isManual ? null : leavesAt, isUnknown: leavesAt === null };
    if (leavesAt !== null) anchor = { stepId: step.stepId, at: leavesAt };
  }
  return planned;
}

/** The step before: when it ended, null while it has not. `isUnknown`: it has no time itself yet. */
interface Predecessor {
  endedAt: number | null;
  isUnknown?: boolean;
}

interface Anchor {
  stepId: string;
  at: number;
}

interface StepContext {
  now: number;
  ideal: ReadonlyMap<string, number>;
  anchor: Anchor | null;
  previous: Predecessor | null;
}

function planStep(
  snapshot: EnrollmentSnapshot,
  step: PlanStep,
  execution: Execution | null,
  context: StepContext,
): PlannedStep {
  const editedAt = Math.max(step.timingEditedAt, snapshot.sequence.timingEditedAt ?? 0);
  const isEdited = editedAt > snapshot.enrollment.plannedFrom;
  if (isEdited && execution && execution.dueAt !== null && execution.dueAt <= editedAt) {
    return { step, execution, dueAt: execution.dueAt, skip: null };
  }
  const rawDueAt = step.timing.kind === 'offset' ? offsetDue(snapshot, step, context) : delayDue(snapshot, step, context);
  if (rawDueAt === null) return { step, execution, dueAt: null, skip: null };
  const dueAt = nextAllowed(rawDueAt, windowOf(snapshot), snapshot.sequence.zone);
  if (isEdited && dueAt < editedAt) return { step, execution, dueAt, skip: 'moved_to_past' };
  return { step, execution, dueAt, skip: null };
}

/** The allowed sending moments of a sequence (S13). */
export function windowOf(snapshot: EnrollmentSnapshot): SendingWindow {
  const { sendDays, windowStart, windowStop } = snapshot.sequence;
  return { sendDays, start: windowStart, stop: windowStop };
}

/**
 * An offset step fires on its own date, but never closer to the step before than planned, and at least a day after
 * it (S11), and never before the enrollment began.
 */
function offsetDue(snapshot: EnrollmentSnapshot, step: PlanStep, context: StepContext): number | null {
  if (context.previous?.isUnknown) return null;
  const { zone } = snapshot.sequence;
  const timing = step.timing as Extract<StepTiming, { kind: 'offset' }>;
  const nominal = instantOf(addDays(snapshot.enrollment.startDate, timing.days), timing.sendTime, zone);
  let due = Math.max(nominal, snapshot.enrollment.plannedFrom);
  if (context.anchor) {
    const date = addDays(localDateOf(context.anchor.at, zone), plannedDistance(step.stepId, context, zone));
    due = Math.max(due, instantOf(date, timing.sendTime, zone));
  }
  return due;
}

/** Days the plan puts between the anchor and this step, at least one. */
function plannedDistance(stepId: string, { ideal, anchor }: StepContext, zone: string): number {
  const from = anchor && ideal.get(anchor.stepId);
  const to = ideal.get(stepId);
  if (from === undefined || from === null || to === undefined) return 1;
  return Math.max(1, daysBetween(localDateOf(from, zone), localDateOf(to, zone)));
}

/** A delay counts from the end of the step before; held time does not consume it (S11). */
function delayDue(snapshot: EnrollmentSnapshot, step: PlanStep, context: StepContext): number | null {
  const base = context.previous ? context.previous.endedAt : enrollmentStart(snapshot);
  if (base === null) return null;
  const { zone } = snapshot.sequence;
  let held = 0;
  let due = afterDelay(base, step.timing, zone);
  for (;;) {
    const heldNow = heldBetween(snapshot.holds, base, Math.max(due, base + 1), context.now);
    if (heldNow <= held) return due;
    held = heldNow;
    due = afterDelay(base + held, step.timing, zone);
  }
}

/** The moment a first step with a delay counts from: the start date, or the enrolling if that came later. */
function enrollmentStart(snapshot: EnrollmentSnapshot): number {
  const { startDate, plannedFrom } = snapshot.enrollment;
  return Math.max(plannedFrom, startOfDay(startDate, snapshot.sequence.zone));
}

function afterDelay(base: number, timing: StepTiming, zone: string): number {
  if (timing.kind !== 'delay') throw new TypeError('not a delay');
  const { amount, unit, atTime } = timing;
  const moved =
    unit === 'minutes' || unit === 'hours' ? base + amount * UNIT_MS[unit] : plusDays(base, amount * UNIT_DAYS[unit], zone);
  if (!atTime) return moved;
  const date = localDateOf(moved, zone);
  const isCivil = unit === 'days' || unit === 'weeks';
  const sameDay = instantOf(date, atTime, zone);
  // "3 days later at 09:00" names the day; a delay of hours goes on to the next 09:00.
  if ((isCivil && amount > 0) || localTimeOf(moved, zone) <= atTime) return Math.max(sameDay, base);
  return instantOf(addDays(date, 1), atTime, zone);
}

/** The plan as if nothing were ever late or held: what "planned distance" is measured in. */
function idealInstants(snapshot: EnrollmentSnapshot): Map<string, number> {
  const { zone } = snapshot.sequence;
  const ideal = new Map<string, number>();
  let before = startOfDay(snapshot.enrollment.startDate, zone);
  for (const { stepId, timing } of snapshot.steps) {
    before =
      timing.kind === 'offset'
        ? instantOf(addDays(snapshot.enrollment.startDate, timing.days), timing.sendTime, zone)
        : afterDelay(before, timing, zone);
    ideal.set(stepId, before);
  }
  return ideal;
}

/** The latest execution that left, ended by a person or entered the queue: nothing follows it on the same day. */
function lastAnchor(snapshot: EnrollmentSnapshot): Anchor | null {
  let last: Anchor | null = null;
  for (const execution of snapshot.executions) {
    if (!hasPassed(execution) || execution.status === 'skipped' || execution.status === 'cancelled') continue;
    const isMessage = execution.type === 'email' || execution.type === 'sms';
    const at = isMessage && execution.status === 'done' ? execution.endedAt : execution.readyAt;
    if (at !== null && (!last || at > last.at)) last = { stepId: execution.stepId, at };
  }
  return last;
}

/** Position of the furthest step that has passed; one moved after it passed does not count. */
function passedFrontier(snapshot: EnrollmentSnapshot): number {
  const stepOf = new Map(snapshot.steps.map((step) => [step.stepId, step]));
  let frontier = -1;
  for (const execution of snapshot.executions) {
    const step = stepOf.get(execution.stepId);
    if (!step || !hasPassed(execution)) continue;
    const passedAt = execution.readyAt ?? execution.endedAt ?? Infinity;
    if (step.timingEditedAt <= passedAt) frontier = Math.max(frontier, step.position);
  }
  return frontier;
}
