import type { Every } from '../../contracts/automations/automations.ts';
import { addDays, daysBetween, instantOf, localDateOf, plusDays } from '../time/calendar.ts';

/** When an automation has its passes (A2); instants in epoch milliseconds. */
export interface PassCalendar {
  /** The organisation's. */
  zone: string;
  /** Null: when it was set running. */
  startsAt: number | null;
  runningSince: number;
  /** A pass due then does not run; null: never. */
  endsAt: number | null;
  /** Null: one pass at its start. */
  every: Every | null;
}

/** Passes after the first one of an automation that names no start. */
const USUAL_TIME = '09:00';

/** The first moment of its calendar: the start, also one that lies in the past. */
export const anchorOf = ({ startsAt, runningSince }: PassCalendar): number => startsAt ?? runningSince;

/**
 * The first pass after an automation was set running. One without a calendar whose start has passed has it at once; one
 * with a calendar at its next moment, so that the start says the rhythm. Null: its end comes first.
 */
export function firstPass(calendar: PassCalendar): number | null {
  const { startsAt, runningSince, every } = calendar;
  if (startsAt === null || startsAt < runningSince) {
    if (startsAt !== null && every !== null) return nextPass(calendar, runningSince - 1);
    return beforeEnd(calendar, runningSince);
  }
  return beforeEnd(calendar, startsAt);
}

/**
 * The first pass strictly after an instant: every so many days, weeks or months after the start, at its local time in the
 * zone. A day that its month does not have is the last one; a time that a clock change leaves out moves forward by the
 * gap, one that comes twice is the first. Null: there is none.
 *
 * @throws RangeError for an invalid zone
 */
export function nextPass(calendar: PassCalendar, after: number): number | null {
  const { every } = calendar;
  const anchor = anchorOf(calendar);
  if (anchor > after) return beforeEnd(calendar, anchor);
  if (every === null) return null;
  // One too few: the local time of the day may have passed already, or not yet.
  for (let n = Math.max(1, roundsUntil(calendar, every, after) - 1); ; n++) {
    const at = passOf(calendar, every, n);
    if (at > after) return beforeEnd(calendar, at);
  }
}

/** Passes strictly after an instant, the earliest first, so many at most and none after `until`. */
export function nextPasses(
  calendar: PassCalendar,
  { after, count, until }: { after: number; count: number; until: number },
): number[] {
  const found: number[] = [];
  let at = nextPass(calendar, after);
  while (at !== null && at <= until && found.length < count) {
    found.push(at);
    at = nextPass(calendar, at);
  }
  return found;
}

const beforeEnd = ({ endsAt }: PassCalendar, at: number): number | null =>
  endsAt === null || at < endsAt ? at : null;

function passOf(calendar: PassCalendar, { amount, unit }: Every, n: number): number {
  const { zone, startsAt } = calendar;
  const anchor = anchorOf(calendar);
  const from = localDateOf(anchor, zone);
  const date =
    unit === 'month' ? addMonths(from, n * amount) : addDays(from, n * amount * (unit === 'week' ? 7 : 1));
  if (startsAt === null) return instantOf(date, USUAL_TIME, zone);
  return plusDays(anchor, daysBetween(from, date), zone);
}

/** How many rounds fit between the start and an instant, by local dates. */
function roundsUntil(calendar: PassCalendar, { amount, unit }: Every, after: number): number {
  const from = localDateOf(anchorOf(calendar), calendar.zone);
  const to = localDateOf(after, calendar.zone);
  if (unit === 'month') return Math.floor((monthOf(to) - monthOf(from)) / amount);
  return Math.floor(daysBetween(from, to) / (amount * (unit === 'week' ? 7 : 1)));
}

const monthOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** The same day so many months later, or the last one of that month. */
function addMonths(date: string, months: number): string {
  const month = monthOf(date) + months;
  const first = dateOf(month, 1);
  const length = daysBetween(first, dateOf(month + 1, 1));
  return addDays(first, Math.min(Number(date.slice(8)), length) - 1);
}

const dateOf = (month: number, day: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
