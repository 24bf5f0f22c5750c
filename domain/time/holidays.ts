import Holidays from 'date-holidays';
import { addDays, weekdayOf } from './calendar.ts';

/** Whose public holidays: an ISO 3166 country (`DE`) and, where holidays differ within it, a part (`BY`; ISO 3166-2). */
export interface HolidayPlace {
  country: string;
  region: string | null;
}

/** Years of holidays that are kept. The rules come with the library, so this memo does not show. */
const MAX_CACHED_YEARS = 400;
/** No public holidays last longer than this; beyond it a place that never opens is given up. */
const MAX_CLOSED_DAYS = 31;
const NOON = 'T12:00:00Z';
const SATURDAY = 6;

const places = new Holidays();
const knownYears = new Map<string, ReadonlySet<string>>();

/** Whether the holidays of a place are known: its country, and the region if one is named. Both in capitals. */
export function isHolidayPlace(country: string, region: string | null): boolean {
  if (!Object.hasOwn(places.getCountries(), country)) return false;
  return region === null || Object.hasOwn(places.getStates(country) ?? {}, region);
}

/**
 * Whether a date, `YYYY-MM-DD`, is a public holiday in a place. Half holidays that begin at noon are none; those that
 * last from sunset to sunset are on the day that they end.
 */
export function isHoliday(date: string, place: HolidayPlace): boolean {
  return holidaysOf(Number(date.slice(0, 4)), place).has(date);
}

/** Whether a date is Monday to Friday and no public holiday. */
export function isBusinessDay(date: string, place: HolidayPlace): boolean {
  return weekdayOf(date) < SATURDAY && !isHoliday(date, place);
}

/** The days before a date, nearest first, that are not business days, up to the last business day before it. */
export function closedDaysBefore(date: string, place: HolidayPlace): string[] {
  const closed: string[] = [];
  let day = addDays(date, -1);
  while (!isBusinessDay(day, place) && closed.length < MAX_CLOSED_DAYS) {
    closed.push(day);
    day = addDays(day, -1);
  }
  return closed;
}

function holidaysOf(year: number, place: HolidayPlace): ReadonlySet<string> {
  const key = `${place.country}/${place.region ?? ''}/${year}`;
  const known = knownYears.get(key);
  if (known) return known;
  // In UTC, so that what the library gives are wall clocks of the place.
  const options = { types: ['public' as const], timezone: 'UTC' };
  const calendar = place.region
    ? new Holidays(place.country, place.region, options)
    : new Holidays(place.country, options);
  // Those of the year before may last into this one.
  const holidays = [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)];
  const days = new Set(holidays.flatMap(({ start, end }) => daysWithin(start, end)));
  if (knownYears.size >= MAX_CACHED_YEARS) knownYears.clear();
  knownYears.set(key, days);
  return days;
}

/** The days whose noon lies between two instants, neither included. */
function daysWithin(start: Date, end: Date): string[] {
  const days: string[] = [];
  let day = start.toISOString().slice(0, 10);
  while (Date.parse(day + NOON) < end.getTime()) {
    if (Date.parse(day + NOON) > start.getTime()) days.push(day);
    day = addDays(day, 1);
  }
  return days;
}
