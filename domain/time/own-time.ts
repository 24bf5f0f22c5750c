import {
  addDays,
  instantOf,
  isAllowed,
  localDateOf,
  localTimeOf,
  nextAllowed,
  plusDays,
  type SendingWindow,
} from './calendar.ts';

/** So many days are looked at; beyond them the window alone says when. */
const DAYS_AHEAD = 370;

/** Whether a window names hours at all. */
function hasHours({ start, stop }: SendingWindow): boolean {
  return start !== null || stop !== null;
}

/** Whether a local time, `HH:mm`, lies within the hours of a window, whatever the day (S13). */
export function isWithinHours(time: string, { start, stop }: SendingWindow): boolean {
  const from = start ?? '00:00';
  const to = stop ?? '24:00';
  return to > from ? time >= from && time < to : time >= from || time < to;
}

/**
 * The first moment from an instant on at which something with a local time of its own may leave (S13): the instant itself
 * if it is allowed; on another day that time where the window has it, otherwise the window's start. Without a time of its
 * own, null, it is the window's start, and where there are no hours the time of day of the instant.
 */
export function allowedFrom(at: number, ownTime: string | null, window: SendingWindow, zone: string): number {
  if (isAllowed(at, window, zone)) return at;
  const time = ownTime ?? (hasHours(window) ? null : localTimeOf(at, zone));
  if (time === null || !isWithinHours(time, window)) return nextAllowed(at, window, zone);
  return firstOwn(localDateOf(at, zone), time, window, zone, at) ?? nextAllowed(at, window, zone);
}

/** The same on a local day or after it, whatever the time of day: a window that was open before it is no start of it. */
export function allowedOn(date: string, ownTime: string, window: SendingWindow, zone: string): number {
  if (!isWithinHours(ownTime, window))
    return nextAllowed(instantOf(date, window.start ?? '00:00', zone), window, zone);
  const nominal = instantOf(date, ownTime, zone);
  return firstOwn(date, ownTime, window, zone, nominal) ?? nextAllowed(nominal, window, zone);
}

/** An instant moved to a later local day at its own time of day; itself where that day has come. */
export function movedTo(date: string, at: number, zone: string): number {
  let moved = at;
  for (let days = 1; localDateOf(moved, zone) < date; days += 1) moved = plusDays(at, days, zone);
  return moved;
}

/** The first day on which a local time is allowed, not before an instant. */
function firstOwn(
  from: string,
  time: string,
  window: SendingWindow,
  zone: string,
  notBefore: number,
): number | null {
  let date = from;
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    const at = instantOf(date, time, zone);
    if (at >= notBefore && isAllowed(at, window, zone)) return at;
    date = addDays(date, 1);
  }
  return null;
}
