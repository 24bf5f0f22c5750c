import { IANAZone } from 'luxon';

/** Offsets in one day of UTC: `before` until the instant `changesAt`, `after` from then; Infinity if none changes. */
type DayOffsets = { readonly before: number; readonly after: number; readonly changesAt: number };
type KnownZone = { readonly zone: IANAZone; readonly days: Map<number, DayOffsets> };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
// All of this rests on no zone changing its clocks twice within two days; a test looks at 2020 to 2039.

/** More than any offset a zone has ever had (Manila before 1845: 15:56 behind UTC). */
const MAX_OFFSET_MS = 16 * 60 * MINUTE_MS;
/** Four years for each zone; planning looks ahead two or three. */
const MAX_CACHED_DAYS = 1_500;

// ICU also takes any letter case, which Temporal schedules refuse, and ambiguous abbreviations (IST, PST).
const AREA_ZONE =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US)\/(?!.*[A-Z]{4})[A-Z]/;
const PLAIN_ZONE =
  /^(?:CET|CST6CDT|Cuba|EET|EST|EST5EDT|Egypt|Eire|GB|GB-Eire|GMT|GMT[+-]?0|Greenwich|HST|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|MET|MST|MST7MDT|NZ|NZ-CHAT|Navajo|PRC|PST8PDT|Poland|Portugal|ROC|ROK|Singapore|Turkey|UCT|UTC|Universal|W-SU|WET|Zulu)$/;

// Offsets never change while a process runs, so this memo does not show. Only known zones enter it.
const knownZones = new Map<string, KnownZone>();

/**
 * Whether `zone` can be reckoned with: every name that `zoneSchema` lets in, which alone knows the spelling of all;
 * offsets such as `UTC+3` and `local` are none.
 */
export function isZone(zone: string): boolean {
  return findZone(zone) !== null;
}

/**
 * The offset from UTC, in milliseconds, of the clocks of a zone at an instant.
 *
 * Bulk planning asks millions of times and luxon takes 6 µs, so days (UTC) are remembered.
 * @throws RangeError for an invalid zone or instant
 */
export function offsetAt(instant: number, zone: string): number {
  const { before, after, changesAt } = dayOffsets(Math.floor(instant / DAY_MS), knownZone(zone));
  return instant < changesAt ? before : after;
}

/**
 * The instant at which clocks show a wall-clock time, given as the instant at which a clock in UTC shows it.
 *
 * A time left out moves forward by the length of the gap; of two equal times the first is taken. luxon's own
 * `DateTime.fromObject` prefers the offset of the day on which the process started, whichever of the two that is.
 * @throws RangeError for an invalid zone or instant
 */
export function fromWallClock(wallClock: number, zone: string): number {
  const before = offsetAt(wallClock - MAX_OFFSET_MS, zone);
  const after = offsetAt(wallClock + MAX_OFFSET_MS, zone);
  if (before === after || offsetAt(wallClock - before, zone) === before) return wallClock - before;
  if (offsetAt(wallClock - after, zone) === after) return wallClock - after;
  return wallClock - before;
}

/**
 * The first instant after `from`, up to `to`, at which a zone changes its clocks, or null.
 * @throws RangeError for an invalid zone or instant
 */
export function firstChange(from: number, to: number, zone: string): number | null {
  const known = knownZone(zone);
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS <= to; day++) {
    const { changesAt } = dayOffsets(day, known);
    if (from < changesAt && changesAt <= to) return changesAt;
  }
  return null;
}

function dayOffsets(day: number, { zone, days }: KnownZone): DayOffsets {
  const cached = days.get(day);
  if (cached !== undefined) return cached;
  const midnight = day * DAY_MS;
  const before = days.get(day - 1)?.after ?? measureOffset(midnight, zone);
  const after = days.get(day + 1)?.before ?? measureOffset(midnight + DAY_MS, zone);
  const changesAt = before === after ? Infinity : searchChange(midnight, before, zone);
  const measured = { before, after, changesAt };
  if (days.size >= MAX_CACHED_DAYS) days.clear();
  days.set(day, measured);
  return measured;
}

function searchChange(midnight: number, before: number, zone: IANAZone): number {
  let unchanged = midnight;
  let changed = midnight + DAY_MS;
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2);
    if (measureOffset(middle, zone) === before) unchanged = middle;
    else changed = middle;
  }
  return changed;
}

function measureOffset(instant: number, zone: IANAZone): number {
  const minutes = zone.offset(instant);
  if (Number.isNaN(minutes)) throw new RangeError(`not an instant: ${instant}`);
  return Math.round(minutes * MINUTE_MS);
}

function knownZone(zoneName: string): KnownZone {
  const known = findZone(zoneName);
  if (known === null) throw new RangeError(`not an IANA time zone: ${zoneName}`);
  return known;
}

function findZone(zoneName: string): KnownZone | null {
  const known = knownZones.get(zoneName);
  if (known !== undefined) return known;
  const isSpelledRight = AREA_ZONE.test(zoneName) || PLAIN_ZONE.test(zoneName);
  // luxon keeps every name it is asked to create, so it is asked only for real ones.
  if (!isSpelledRight || !IANAZone.isValidZone(zoneName)) return null;
  const found = { zone: IANAZone.create(zoneName), days: new Map<number, DayOffsets>() };
  knownZones.set(zoneName, found);
  return found;
}
