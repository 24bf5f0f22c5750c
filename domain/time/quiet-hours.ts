import { isAllowed, nextAllowed, type SendingWindow } from './calendar.ts';

/** When nobody is disturbed by an sms (M7): `HH:mm` of every day, start inclusive, stop exclusive; over midnight where stop is the earlier. */
export interface QuietHours {
  start: string;
  stop: string;
}

/** Until then a moment is looked for that window and quiet hours both leave. */
export const QUIET_DAYS_AHEAD = 14;
const AHEAD_MS = QUIET_DAYS_AHEAD * 24 * 3_600_000;

/** The first moment from an instant on outside quiet hours in a zone: itself where it is outside, and where there are none. */
export function afterQuietHours(at: number, quiet: QuietHours | null, zone: string): number {
  return quiet === null ? at : nextAllowed(at, wakingHours(quiet), zone);
}

/** Whether an instant lies in quiet hours of a zone. */
export function isQuiet(at: number, quiet: QuietHours | null, zone: string): boolean {
  return quiet !== null && !isAllowed(at, wakingHours(quiet), zone);
}

/**
 * The first moment from an instant on that is outside quiet hours, in the customer's zone, and allowed besides:
 * `opensAt` gives the first allowed moment from one on, as windows, send days and holidays of a sequence do in its own zone.
 * @returns null where the two leave nothing of each other for two weeks
 */
export function firstUndisturbed(
  at: number,
  opensAt: (from: number) => number,
  { quiet, zone }: { quiet: QuietHours | null; zone: string },
): number | null {
  let moment = opensAt(at);
  if (quiet === null) return moment;
  // Days on which nothing may leave at all, holidays say, do not use up the two weeks.
  const until = moment + AHEAD_MS;
  while (moment <= until) {
    const awake = afterQuietHours(moment, quiet, zone);
    if (awake === moment) return moment;
    moment = opensAt(awake);
    if (moment === awake) return moment;
  }
  return null;
}

/**
 * Of some zones those in which quiet hours leave nothing of a window, which is one of `windowZone`, in the two weeks from an
 * instant on: what saving either of them says.
 */
export function zonesWithoutHours(
  from: number,
  { window, windowZone }: { window: SendingWindow; windowZone: string },
  { quiet, zones }: { quiet: QuietHours | null; zones: readonly string[] },
): string[] {
  const opensAt = (at: number): number => nextAllowed(at, window, windowZone);
  return zones.filter((zone) => firstUndisturbed(from, opensAt, { quiet, zone }) === null);
}

/** The hours that are left, as a window of every day. */
function wakingHours({ start, stop }: QuietHours): SendingWindow {
  return { sendDays: [], start: stop, stop: start };
}
