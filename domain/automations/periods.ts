import { DateTime } from 'luxon';
import type { Operand, Period, Span } from '../../contracts/automations/audiences.ts';
import type { AudienceOperator } from '../../contracts/automations/kinds.ts';
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

/** The days that an operator of dates allows as of today. */
export function daysOfOperator(op: AudienceOperator, value: Operand | undefined, today: string): Days {
  const day = String(value);
  switch (op) {
    case 'on':
      return { from: day, to: day };
    case 'before':
      return { from: null, to: addDays(day, -1) };
    case 'after':
      return { from: addDays(day, 1), to: null };
    case 'between': {
      const { from, to } = value as { from: string; to: string };
      return { from, to };
    }
    case 'in_last':
      return lastDays(value as Span, today);
    case 'in_next':
      return nextDays(value as Span, today);
    default:
      throw new TypeError(`no operator of dates: ${op}`);
  }
}

/** No day lies further back, or ahead, than so many: the calendar ends there. */
const FURTHEST = 700_000;

/** The days that lie back as many days as an operator of numbers allows; whole days only, so `is 1.5` holds none. */
export function sinceOf(op: AudienceOperator, value: Operand | undefined, today: string): Days {
  const back = (days: number): string => addDays(today, -Math.min(Math.max(days, -FURTHEST), FURTHEST));
  const wanted = Number(value);
  switch (op) {
    case 'is':
      return { from: back(Math.floor(wanted)), to: back(Math.ceil(wanted)) };
    case 'more_than':
      return { from: null, to: back(Math.floor(wanted) + 1) };
    case 'at_least':
      return { from: null, to: back(Math.ceil(wanted)) };
    case 'less_than':
      return { from: back(Math.ceil(wanted) - 1), to: null };
    case 'at_most':
      return { from: back(Math.floor(wanted)), to: null };
    case 'between': {
      const { from, to } = value as { from: number; to: number };
      return { from: back(Math.floor(to)), to: back(Math.ceil(from)) };
    }
    default:
      throw new TypeError(`no operator of numbers: ${op}`);
  }
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
