import { addDays, daysBetween, instantOf, localDateOf, weekdayOf } from '../time/calendar.ts';
import { closedDaysBefore, isBusinessDay, isHoliday } from '../time/holidays.ts';
import type { Occurrence, ProgramSchedule } from './schedule.ts';

/** How far ahead runs are looked for, in days: ten years, far beyond the longest cadence. */
const HORIZON_DAYS = 3_653;

/** Which runs: at most `count`, strictly after `after`, none after `until`; both in epoch milliseconds. */
export interface OccurrenceRange {
  after: number;
  count: number;
  until?: number;
}

/**
 * The next runs of a program, the earliest first (P2). Each is at the send time of its day in the program's zone,
 * across clock changes: a time that is left out moves forward by the gap, one that comes twice is the first. A run whose
 * day is a holiday is left out, or moves to the next business day; two that meet there are one (S22).
 *
 * @throws RangeError for an invalid date, time or zone
 */
export function nextOccurrences(
  schedule: ProgramSchedule,
  { after, count, until = Number.POSITIVE_INFINITY }: OccurrenceRange,
): Occurrence[] {
  const { zone, sendTime, startDate } = schedule;
  const found: Occurrence[] = [];
  // A time that is left out before midnight is made up for on the next day: yesterday's run may still be to come.
  const earliest = addDays(localDateOf(after, zone), -1);
  let date = earliest > startDate ? earliest : startDate;
  const last = addDays(date, HORIZON_DAYS);
  for (; date <= last && found.length < count; date = addDays(date, 1)) {
    const sendDay = sendDayOf(date, schedule);
    if (sendDay === null) continue;
    const at = instantOf(date, sendTime, zone);
    if (at > until) break;
    if (at > after) found.push({ localDate: date, at, movedFrom: sendDay === date ? null : sendDay });
  }
  return found;
}

/** The send day for which a program runs on a date: that date, or the holiday that was moved to it. Null: it does not run. */
function sendDayOf(date: string, schedule: ProgramSchedule): string | null {
  const { holidays } = schedule;
  if (isSendDay(date, schedule) && !(holidays && isHoliday(date, holidays))) return date;
  if (holidays?.rule !== 'move' || !isBusinessDay(date, holidays)) return null;
  const moved = (day: string): boolean => isSendDay(day, schedule) && isHoliday(day, holidays);
  return closedDaysBefore(date, holidays).find(moved) ?? null;
}

function isSendDay(date: string, { sendDays, everyWeeks, startDate }: ProgramSchedule): boolean {
  if (date < startDate || !sendDays.includes(weekdayOf(date))) return false;
  return (daysBetween(mondayOf(startDate), mondayOf(date)) / 7) % everyWeeks === 0;
}

const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));
