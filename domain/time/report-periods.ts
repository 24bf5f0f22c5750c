import type { ReportInterval } from '../../contracts/report-periods.ts';
import { addDays, daysBetween, weekdayOf } from './calendar.ts';

/** Whole days from one to another, both within; `YYYY-MM-DD`. */
export interface ReportPeriod {
  from: string;
  to: string;
}

/** A part of a period: a day, a week from Monday on, or a month, as far as it lies within. */
export interface ReportPart extends ReportPeriod {
  /** The day, the Monday, or the month as `YYYY-MM`. */
  key: string;
}

/** What a report is about if nothing is said: twelve weeks up to today. */
const DEFAULT_DAYS = 84;

/** The period asked about, with what was not said. */
export function periodOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  today: string,
): ReportPeriod {
  const end = to ?? (from !== undefined && from > today ? from : today);
  return { from: from ?? addDays(end, 1 - DEFAULT_DAYS), to: end };
}

/** The parts of a period, in order, without gaps. */
export function partsOf({ from, to }: ReportPeriod, interval: ReportInterval): ReportPart[] {
  const parts: ReportPart[] = [];
  for (let start = from; start <= to;) {
    const end = lastDayOf(start, interval);
    parts.push({ key: keyOf(start, interval), from: start, to: end < to ? end : to });
    start = addDays(end, 1);
  }
  return parts;
}

/** How many parts a period has at most, without making them. */
export function countOfParts({ from, to }: ReportPeriod, interval: ReportInterval): number {
  const days = daysBetween(from, to) + 1;
  return interval === 'day' ? days : Math.ceil(days / (interval === 'week' ? 7 : 28)) + 1;
}

function keyOf(day: string, interval: ReportInterval): string {
  if (interval === 'month') return day.slice(0, 7);
  return interval === 'week' ? addDays(day, 1 - weekdayOf(day)) : day;
}

function lastDayOf(day: string, interval: ReportInterval): string {
  if (interval === 'day') return day;
  if (interval === 'week') return addDays(day, 7 - weekdayOf(day));
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
