import {
  addDays,
  instantOf,
  localDateOf,
  nextAllowed,
  plusDays,
  startOfDay,
  type SendingWindow,
} from '../time/calendar.ts';
import { heldSpans } from './held-time.ts';
import type { EnrollmentSnapshot, StepTiming } from './snapshot.ts';
/** Timing of a step that follows the one before. */
export type Delay = Extract<StepTiming, { kind: 'delay' }>;
/** Timing of a step with a day of its own. */
export type Offset = Extract<StepTiming, { kind: 'offset' }>;

const MINUTE_MS = 60_000;
const UNIT_MS = { minutes: MINUTE_MS, hours: 60 * MINUTE_MS } as const;
const UNIT_DAYS = { days: 1, weeks: 7 } as const;

/** The allowed sending moments of a sequence (S13). */
export function windowOf({ sequence }: EnrollmentSnapshot): SendingWindow {
  return { sendDays: sequence.sendDays, start: sequence.windowStart, stop: sequence.windowStop };
}

/** The first moment at or after an instant at which the sequence lets steps out (S13). */
export function nextOpen(snapshot: EnrollmentSnapshot, at: number): number {
  return nextAllowed(at, windowOf(snapshot), snapshot.sequence.zone);
}

/** The moment a first step with a delay counts from: the start date, or the enrolling if that came later. */
export function enrollmentStart({ enrollment, sequence }: EnrollmentSnapshot): number {
  return Math.max(enrollment.plannedFrom, startOfDay(enrollment.startDate, sequence.zone));
}

/** The own date of an offset step (S4); what has passed when the customer is enrolled or moved is due then (S8). */
export function offsetInstant(
  { enrollment, sequence }: EnrollmentSnapshot,
  { days, sendTime }: Offset,
): number {
  const nominal = instantOf(addDays(enrollment.startDate, days), sendTime, sequence.zone);
  return Math.max(nominal, enrollment.plannedFrom);
}

/** The send time of a step on a day some days after another instant. */
export function daysAfter(at: number, days: number, sendTime: string, zone: string): number {
  return instantOf(addDays(localDateOf(at, zone), days), sendTime, zone);
}

/** The end of a delay that begins at `base`; held time does not consume it (S11). */
export function delayEnd(snapshot: EnrollmentSnapshot, timing: Delay, base: number, now: number): number {
  const { zone } = snapshot.sequence;
  let due = afterDelay(base, timing, zone);
  let held = 0;
  for (const [start, end] of heldSpans(snapshot, base, now)) {
    if (start >= due) break;
    held += end - start;
    due = afterDelay(base + held, timing, zone);
  }
  return due;
}

/** "3 days later at 09:00" names the day; a delay of minutes or hours goes on to the next 09:00. */
function afterDelay(base: number, { amount, unit, atTime }: Delay, zone: string): number {
  const isCivil = unit === 'days' || unit === 'weeks';
  const moved = isCivil ? plusDays(base, amount * UNIT_DAYS[unit], zone) : base + amount * UNIT_MS[unit];
  if (!atTime) return moved;
  const date = localDateOf(moved, zone);
  const sameDay = instantOf(date, atTime, zone);
  // Within the minute counts: what ended at 09:00:03 follows at 09:00 of the same day.
  const hasNotPassed = sameDay + MINUTE_MS > moved;
  if ((isCivil && amount > 0) || hasNotPassed) return Math.max(sameDay, base);
  return instantOf(addDays(date, 1), atTime, zone);
}

/** A step of a plan in which nothing is late: when it wants to leave, and when the sending window lets it. */
export interface PlannedInstant {
  wants: number;
  leaves: number;
}

/**
 * The plan as if nothing were ever late or held, by step id: what "planned distance" is measured in (S11). An offset
 * step wants to leave at least a day after the step before.
 */
export function plannedInstants(snapshot: EnrollmentSnapshot): Map<string, PlannedInstant> {
  const { zone } = snapshot.sequence;
  const planned = new Map<string, PlannedInstant>();
  let before: number | null = null;
  for (const { stepId, timing } of snapshot.steps) {
    let wants: number;
    if (timing.kind === 'delay') {
      wants = afterDelay(before ?? enrollmentStart(snapshot), timing, zone);
    } else {
      const dayAfter: number = before === null ? 0 : daysAfter(before, 1, timing.sendTime, zone);
      wants = Math.max(offsetInstant(snapshot, timing), dayAfter);
    }
    before = nextOpen(snapshot, wants);
    planned.set(stepId, { wants, leaves: before });
  }
  return planned;
}
