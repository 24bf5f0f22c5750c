import {
  addDays,
  instantOf,
  localDateOf,
  nextAllowed,
  plusDays,
  type SendingWindow,
} from '../time/calendar.ts';
import { isHoliday } from '../time/holidays.ts';
import { allowedFrom } from '../time/own-time.ts';
import type { DelayUnit } from '../../contracts/sequences/kinds.ts';
import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';

/** When a step is due (S4). `sendTime` and `atTime` are local times `HH:mm` in the sequence's zone. */
export type StepTiming =
  | { kind: 'offset'; days: number; sendTime: string }
  | { kind: 'delay'; amount: number; unit: DelayUnit; atTime: string | null };
/** Timing of a step that follows the one before. */
export type Delay = Extract<StepTiming, { kind: 'delay' }>;
/** Timing of a step with a day of its own. */
export type Offset = Extract<StepTiming, { kind: 'offset' }>;

/** What of a sequence says when its steps leave (S13, S22). */
export interface SequenceTimes {
  zone: string;
  sendDays: readonly number[];
  windowStart: string | null;
  windowStop: string | null;
  holidays: HolidayCalendar | null;
}

/** What of a step does. */
export interface TimedStep {
  stepId: string;
  position: number;
  isManual: boolean;
  timing: StepTiming;
  /** How an enrollment came to it behind a decision (S15); left out: it came to it in the order of `main`. */
  reached?: Reached | null;
}

/** When a decision led to a part of the path. */
export interface Reached {
  at: number;
  /** When an offset step whose own day has passed leaves: a civil day after the message before it, at the earliest. */
  from: number;
  /** The first step behind the decision: its delay counts from that. */
  isTarget: boolean;
}

/** A sequence and when somebody walks through it. */
export interface Timetable {
  /** `plannedFrom`: the instant of enrolling. */
  enrollment: { startDate: string; plannedFrom: number };
  sequence: SequenceTimes;
  steps: readonly TimedStep[];
}

const MINUTE_MS = 60_000;
const UNIT_MS = { minutes: MINUTE_MS, hours: 60 * MINUTE_MS } as const;
const UNIT_DAYS = { days: 1, weeks: 7 } as const;
/** When a first step with a delay starts to count on a start date that is to come (S4). */
const START_OF_COUNTING = '09:00';

/** The allowed sending moments of a sequence, without its holidays (S13). */
export function hoursOf({ sequence }: Pick<Timetable, 'sequence'>): SendingWindow {
  return { sendDays: sequence.sendDays, start: sequence.windowStart, stop: sequence.windowStop };
}

/** The allowed sending moments of a sequence: nothing leaves on a holiday, whatever its rule (S13, S22). */
export function windowOf(table: Pick<Timetable, 'sequence'>): SendingWindow {
  const { holidays } = table.sequence;
  if (holidays === null) return hoursOf(table);
  return { ...hoursOf(table), isClosed: (date) => isHoliday(date, holidays) };
}

/** The local time of day that a step has of its own; null: a delay that names none. */
export function ownTimeOf(timing: StepTiming): string | null {
  return timing.kind === 'offset' ? timing.sendTime : timing.atTime;
}

/** The first moment at or after an instant at which the window is open: a try that waits has no time of its own. */
export function nextOpen(table: Pick<Timetable, 'sequence'>, at: number): number {
  const { windowStart, windowStop, zone } = table.sequence;
  const window = windowOf(table);
  // Without hours a day opens at midnight, and nothing is sent then that was not meant to be.
  if (windowStart === null && windowStop === null) return allowedFrom(at, null, window, zone);
  return nextAllowed(at, window, zone);
}

/**
 * The moment a first step with a delay counts from: a start date that is to come begins at 09:00; otherwise the enrolling.
 */
export function enrollmentStart({ enrollment, sequence }: Omit<Timetable, 'steps'>): number {
  const { startDate, plannedFrom } = enrollment;
  const isToCome = startDate > localDateOf(plannedFrom, sequence.zone);
  return isToCome ? instantOf(startDate, START_OF_COUNTING, sequence.zone) : plannedFrom;
}

/** The own date of an offset step (S4); what has passed when the customer is enrolled or moved is due then (S8). */
export function offsetInstant(
  { enrollment, sequence }: Omit<Timetable, 'steps'>,
  { days, sendTime }: Offset,
): number {
  const nominal = instantOf(addDays(enrollment.startDate, days), sendTime, sequence.zone);
  return Math.max(nominal, enrollment.plannedFrom);
}

/** When an offset step of a path leaves: on its own date, or in its turn where the path came to it too late for that (S15). */
export function offsetTurn(
  table: Omit<Timetable, 'steps'>,
  timing: Offset,
  reached: Reached | null | undefined,
): { at: number; isReachedLate: boolean } {
  const own = offsetInstant(table, timing);
  if (!reached || own >= reached.at) return { at: own, isReachedLate: false };
  return { at: reached.from, isReachedLate: true };
}

/** Where a delay counts from: an instant, at which a step ended or the enrollment began. */
export interface DelayBase {
  at: number;
  isStep: boolean;
}

/**
 * "3 days later at 09:00" names the day; a delay of minutes or hours goes on to the next 09:00. One of days or weeks never
 * stays on the day of the step before (S4).
 */
export function afterDelay({ at, isStep }: DelayBase, { amount, unit, atTime }: Delay, zone: string): number {
  const isCivil = unit === 'days' || unit === 'weeks';
  const days = isCivil ? Math.max(amount * UNIT_DAYS[unit], isStep ? 1 : 0) : 0;
  const moved = isCivil ? plusDays(at, days, zone) : at + amount * UNIT_MS[unit];
  if (!atTime) return moved;
  const date = localDateOf(moved, zone);
  const sameDay = instantOf(date, atTime, zone);
  // Within the minute counts: what ended at 09:00:03 follows at 09:00 of the same day.
  const hasNotPassed = sameDay + MINUTE_MS > moved;
  if (days > 0 || hasNotPassed) return Math.max(sameDay, at);
  return instantOf(addDays(date, 1), atTime, zone);
}
