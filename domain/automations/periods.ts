import { DateTime } from 'luxon';
import type { Period, Span } from '../../contracts/automations/audiences.ts';
import { addDays, startOfDay } from '../time/calendar.ts';

/** The moment at which an audience is asked: the organisation's day, and its zone. */
export interface AskedAt {
  /** `YYYY-MM-DD` in the zone. */
  today: string;
  /** IANA name of the organisation's zone. */
  zone: string;
}

/** Days, both included; null: open. */
export interface Days {
  from: string | null;
  to: string | null;
}

/** The days of a span that ends today: "in the last 1 day" is today (A3). */
export const lastDays = (span: Span, today: string): Days => ({
  from: addDays(moved(today, span, -1), 1),
  to: today,
});

/** The days of a span that begins today. */
export const nextDays = (span: Span, today: string): Days => ({
  from: today,
  to: addDays(moved(today, span, 1), -1),
});

/** The days of a period as of today. */
export function daysOf(period: Period, today: string): Days {
  if ('last' in period) return lastDays(period.last, today);
  if ('next' in period) return nextDays(period.next, today);
  return { from: period.from ?? null, to: period.to ?? null };
}

/** A month moves to the same day of another one, or to its last. */
function moved(day: string, { amount, unit }: Span, sign: 1 | -1): string {
  const by = { [`${unit}s`]: sign * amount };
  return DateTime.fromISO(day, { zone: 'utc' }).plus(by).toISODate() ?? day;
}

/** The instants of days in a zone, epoch milliseconds: from the first, up to but without the second. */
export function instantsOf({ from, to }: Days, zone: string): { from: number | null; before: number | null } {
  return {
    from: from === null ? null : startOfDay(from, zone),
    before: to === null ? null : startOfDay(addDays(to, 1), zone),
  };
}

/** The days that one of two spans has and the other has not; both are closed, and begin and end in the same order. */
export function changedDays(one: Days, other: Days): { from: string; to: string }[] {
  const begins = sorted(one.from, other.from);
  const ends = sorted(one.to, other.to);
  const changed = [
    { from: begins[0], to: addDays(begins[1], -1) },
    { from: addDays(ends[0], 1), to: ends[1] },
  ];
  return changed.filter(({ from, to }) => from <= to);
}

function sorted(one: string | null, other: string | null): [string, string] {
  if (one === null || other === null) throw new TypeError('a span without an end');
  return one < other ? [one, other] : [other, one];
}

/** Every day from one to another, both included. */
export function daysBetween({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}
