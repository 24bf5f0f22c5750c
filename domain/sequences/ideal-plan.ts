import type { MovedBy } from '../../contracts/sequences/kinds.ts';
import { addDays, localDateOf } from '../time/calendar.ts';
import { isHoliday } from '../time/holidays.ts';
import { allowedFrom, allowedOn } from '../time/own-time.ts';
import {
  afterDelay,
  enrollmentStart,
  hoursOf,
  offsetTurn,
  ownTimeOf,
  windowOf,
  type DelayBase,
  type TimedStep,
  type Timetable,
} from './step-timing.ts';

/** When a step leaves, and what moved it there. */
export interface Placed {
  leavesAt: number;
  /** Its day is a holiday on which steps are left out (S22). */
  isSkipped: boolean;
  movedBy: MovedBy | null;
  /** The holiday that moved it or that it is left out for, `YYYY-MM-DD`. */
  holiday: string | null;
}

/** A step of a plan in which nothing is late or held; `date`: the local day on which it leaves. */
export interface Ideal extends Placed {
  date: string;
}

/** When what follows a step begins to count; null: nobody knows. `absent`: the step is no part of it. */
export type EndOf = (step: TimedStep, ideal: Ideal | null) => number | null | 'absent';

/**
 * The plan as if nothing were ever late or held, by step id: lateness is measured against it (S11). What follows a step
 * that nobody has ended has no time yet. Two offset steps never fall on one local day, nor does one on the day of a
 * message before it (S4).
 */
export function idealPlan(table: Timetable, endOf: EndOf): Map<string, Ideal> {
  const plan = new Map<string, Ideal>();
  const before: Place[] = [];
  let base: DelayBase | null = { at: enrollmentStart(table), isStep: false };
  for (const step of table.steps) {
    const ideal = idealOf(table, step, { base, before });
    const end = endOf(step, ideal);
    if (end === 'absent') continue;
    if (ideal) plan.set(step.stepId, ideal);
    if (ideal && !ideal.isSkipped) before.push({ step, ideal });
    base = end === null ? null : { at: end, isStep: true };
  }
  return plan;
}

/** A step and its place in a plan without lateness. */
export interface Place {
  step: TimedStep;
  ideal: Ideal;
}

function idealOf(
  table: Timetable,
  step: TimedStep,
  { base, before }: { base: DelayBase | null; before: readonly Place[] },
): Ideal | null {
  const { timing } = step;
  const { zone } = table.sequence;
  if (timing.kind === 'delay') {
    const from = step.reached?.isTarget ? { at: step.reached.at, isStep: true } : base;
    if (from === null) return null;
    const placed = placedAt(table, step, afterDelay(from, timing, zone));
    return { ...placed, date: localDateOf(placed.leavesAt, zone) };
  }
  const placed = placedAt(table, step, offsetTurn(table, timing, step.reached).at);
  const date = localDateOf(placed.leavesAt, zone);
  if (placed.isSkipped) return { ...placed, date };
  const free = before
    .filter((row) => keepsItsDay(row.step) && isBefore(row, { step, ideal: placed }))
    .reduce((latest, { ideal }) => later(latest, addDays(ideal.date, 1)), date);
  if (free === date) return { ...placed, date };
  const leavesAt = allowedOn(free, timing.sendTime, windowOf(table), zone);
  return { ...placed, leavesAt, movedBy: 'same_day', date: localDateOf(leavesAt, zone) };
}

/** When a step that wants to leave may do so, or where it falls on a holiday on which steps are left out. */
export function placedAt(
  table: Pick<Timetable, 'sequence'>,
  { timing }: Pick<TimedStep, 'timing'>,
  wantsAt: number,
): Placed {
  const { zone, holidays } = table.sequence;
  const own = ownTimeOf(timing);
  const leavesAt = allowedFrom(wantsAt, own, hoursOf(table), zone);
  const date = localDateOf(leavesAt, zone);
  if (holidays !== null && isHoliday(date, holidays)) {
    const isSkipped = holidays.rule === 'skip';
    const open = isSkipped ? leavesAt : allowedFrom(leavesAt, own, windowOf(table), zone);
    return { leavesAt: open, isSkipped, movedBy: 'holiday', holiday: date };
  }
  return { leavesAt, isSkipped: false, movedBy: leavesAt === wantsAt ? null : 'window', holiday: null };
}

/** Whether no offset step comes on the day of a step: another offset step, or a message. */
export function keepsItsDay({ timing, isManual }: TimedStep): boolean {
  return timing.kind === 'offset' || !isManual;
}

/** Whether the plan has a step before another: offset steps in their order, anything else by its time. */
export function isBefore(
  { step, ideal }: Place,
  other: { step: TimedStep; ideal: Pick<Ideal, 'leavesAt'> },
): boolean {
  const areOffsets = step.timing.kind === 'offset' && other.step.timing.kind === 'offset';
  return areOffsets ? step.position < other.step.position : ideal.leavesAt <= other.ideal.leavesAt;
}

/** The later of two dates. */
export function later(a: string, b: string): string {
  return a > b ? a : b;
}
