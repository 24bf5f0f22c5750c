import { addDays, instantOf, localDateOf, weekdayOf } from '../time/calendar.ts';

/** Between which local times messages leave that had to wait (P2). */
export interface SendingHours {
  zone: string;
  /** `HH:mm`, both included. */
  from: string;
  to: string;
  /** Days that take what an earlier one left over, besides those on which it was to leave anyway. */
  isOpen: (date: string) => boolean;
}

/** What was asked for so shortly before has not waited: it leaves at once, whatever the clock. */
const AT_ONCE_MS = 15 * 60_000;
/** However many days are closed in a row: beyond it the hours say nothing. */
const HORIZON_DAYS = 400;
const SATURDAY = 6;

/** Whether a date is Monday to Friday. */
export const isWeekday = (date: string): boolean => weekdayOf(date) < SATURDAY;

/** What wants to leave; instants are epoch milliseconds. */
export interface Leaving {
  /** When a person asked for it, or the run took place that made it; null: it keeps to the hours from the first moment on. */
  askedAt: number | null;
  at: number;
}

/**
 * When a message may leave from an instant on (P2): at once what has hardly waited; otherwise within the hours of that day
 * if it is open, or the one it was asked for; what is pushed beyond them leaves at the beginning of the next open day.
 */
export function withinHours({ askedAt, at }: Leaving, hours: SendingHours): number {
  if (askedAt !== null && at - askedAt <= AT_ONCE_MS) return at;
  const { zone, from, to, isOpen } = hours;
  const own = askedAt === null ? null : localDateOf(askedAt, zone);
  const first = localDateOf(at, zone);
  for (let ahead = 0; ahead < HORIZON_DAYS; ahead += 1) {
    const date = addDays(first, ahead);
    if (date !== own && !isOpen(date)) continue;
    if (at <= instantOf(date, to, zone)) return Math.max(at, instantOf(date, from, zone));
  }
  return at;
}
