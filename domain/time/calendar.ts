import { firstChange, fromWallClock, offsetAt } from './zone-offsets.ts';

export { isZone } from './zone-offsets.ts';

/**
 * When messages may leave, in wall-clock time (S13).
 *
 * `sendDays` are ISO weekdays (1 Monday to 7 Sunday); empty means every day. `start` and `stop` are `HH:mm`,
 * start inclusive, stop exclusive; null means the start or the end of the day, and `stop` may be `24:00`. A
 * stop at or before the start makes a window over midnight, whose day is the day it starts on. `isClosed` takes single
 * days out, such as holidays; where it takes all days of a year, it is not asked any more: nothing may wait for ever.
 */
export type SendingWindow = {
  readonly sendDays: readonly number[];
  readonly start: string | null;
  readonly stop: string | null;
  readonly isClosed?: ((date: string) => boolean) | undefined;
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** So far an open day is looked for among closed ones. */
const DAYS_AHEAD = 366;

const DATE_SHAPE = /^\d{4}-\d{2}-\d{2}$/;
const TIME_SHAPE = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Whether `date` is a day of the calendar written `YYYY-MM-DD`. */
export function isValidDate(date: string): boolean {
  return DATE_SHAPE.test(date) && midnightUtc(date) !== null;
}

/** Whether `time` is `HH:mm` from 00:00 to 23:59; `24:00` is valid only as the stop of a sending window. */
export function isValidTime(time: string): boolean {
  return TIME_SHAPE.test(time);
}

/** The day of the week of a date, ISO: 1 Monday to 7 Sunday. @throws RangeError for an invalid date */
export function weekdayOf(date: string): number {
  return weekdayOfDay(parseDate(date) / DAY_MS);
}

/** The date `days` civil days after `date`, or before it when negative. @throws RangeError for an invalid date */
export function addDays(date: string, days: number): string {
  return formatDate(parseDate(date) + days * DAY_MS);
}

/** Civil days from one date to another, negative when `to` is earlier. @throws RangeError for an invalid date */
export function daysBetween(from: string, to: string): number {
  return (parseDate(to) - parseDate(from)) / DAY_MS;
}

/**
 * The instant at which the clocks of `zone` show `time` on `date`.
 *
 * A time that a clock change leaves out moves forward by the length of the gap (02:30 becomes 03:30); one that
 * comes twice is taken the first time. The rule of RFC 5545 §3.3.5.
 * @throws RangeError for an invalid date, time or zone
 */
export function instantOf(date: string, time: string, zone: string): number {
  return fromWallClock(parseDate(date) + parseTime(time) * MINUTE_MS, zone);
}

/** The date, `YYYY-MM-DD`, that calendars in `zone` show at an instant. @throws RangeError for an invalid zone */
export function localDateOf(instant: number, zone: string): string {
  return formatDate(toWallClock(instant, zone));
}

/** The time, `HH:mm`, seconds cut off, that clocks in `zone` show at an instant. @throws RangeError for an invalid zone */
export function localTimeOf(instant: number, zone: string): string {
  return new Date(toWallClock(instant, zone)).toISOString().slice(11, 16);
}

/**
 * The first instant of a local day, which is not midnight where a clock change leaves midnight out.
 *
 * A day that a zone left out altogether (Apia, 30 December 2011) starts when the next one does.
 * @throws RangeError for an invalid date or zone
 */
export function startOfDay(date: string, zone: string): number {
  const midnight = parseDate(date);
  const instant = fromWallClock(midnight, zone);
  const offset = offsetAt(instant, zone);
  if (instant + offset === midnight) return instant;
  return firstChange(midnight - offset, instant, zone) ?? instant;
}

/**
 * The instant with the same wall-clock time, to the millisecond, `days` civil days later (earlier when negative).
 *
 * Gaps and repeated times as in {@link instantOf}; zero days is the instant itself.
 * @throws RangeError for an invalid zone
 */
export function plusDays(instant: number, days: number, zone: string): number {
  if (days === 0) return instant;
  return fromWallClock(toWallClock(instant, zone) + days * DAY_MS, zone);
}

/**
 * The first moment at or after `instant` at which the window lets messages out (S13): the instant itself if it is open.
 *
 * What counts is the time that clocks show: a window whose start falls in a gap opens at the end of the gap, one
 * that lies in a gap altogether does not open that day, and one in repeated hours is open both times.
 * @throws RangeError for an invalid time or zone, or when `sendDays` names no day of the week
 */
export function nextAllowed(instant: number, window: SendingWindow, zone: string): number {
  const offset = offsetAt(instant, zone);
  const candidate = nextOpening(instant + offset, window) - offset;
  const change = firstChange(instant, candidate, zone);
  return change === null ? candidate : nextAllowed(change, window, zone);
}

/** Whether the window lets messages out at an instant (S13). @throws RangeError as {@link nextAllowed} does */
export function isAllowed(instant: number, window: SendingWindow, zone: string): boolean {
  const wallClock = toWallClock(instant, zone);
  return nextOpening(wallClock, window) === wallClock;
}

// A wall clock is a number: the milliseconds of the instant at which a clock in UTC shows the same date and time.

function toWallClock(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

function nextOpening(wallClock: number, window: SendingWindow): number {
  const start = window.start === null ? 0 : parseTime(window.start);
  const stop = window.stop === null || window.stop === '24:00' ? DAY_MINUTES : parseTime(window.stop);
  const lengthMs = (stop > start ? stop - start : stop - start + DAY_MINUTES) * MINUTE_MS;
  const today = Math.floor(wallClock / DAY_MS);
  for (let day = today - 1; day <= today + (window.isClosed ? DAYS_AHEAD : 7); day++) {
    if (window.sendDays.length > 0 && !window.sendDays.includes(weekdayOfDay(day))) continue;
    const opens = day * DAY_MS + start * MINUTE_MS;
    if (wallClock >= opens + lengthMs || window.isClosed?.(formatDate(day * DAY_MS))) continue;
    return Math.max(wallClock, opens);
  }
  if (window.isClosed) return nextOpening(wallClock, { ...window, isClosed: undefined });
  throw new RangeError('a sending window needs a day of the week, 1 to 7');
}

function weekdayOfDay(day: number): number {
  // Day 0, 1 January 1970, was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function midnightUtc(date: string): number | null {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // Date.parse reads 30 February as 2 March.
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date) ? midnight : null;
}

function parseDate(date: string): number {
  const midnight = DATE_SHAPE.test(date) ? midnightUtc(date) : null;
  if (midnight === null) throw new RangeError(`not a date: ${date}`);
  return midnight;
}

function formatDate(wallClock: number): string {
  const text = new Date(wallClock).toISOString();
  if (text.length !== 24) throw new RangeError(`beyond the year 9999: ${text}`);
  return text.slice(0, 10);
}

function parseTime(time: string): number {
  if (!TIME_SHAPE.test(time)) throw new RangeError(`not a time: ${time}`);
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
