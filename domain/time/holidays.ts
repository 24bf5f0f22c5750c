import Holidays from 'date-holidays';
import { addDays, weekdayOf } from './calendar.ts';

/**
 * Whose holidays: those of an ISO 3166 country (`DE`) and, where they differ within it, of a part (`BY`; ISO 3166-2), and
 * own days; `country` null: own days only. `bank`: days on which banks are closed are holidays too.
 */
export interface HolidayPlace {
  country: string | null;
  region: string | null;
  kind: 'public' | 'bank';
  /** `YYYY-MM-DD`. */
  days: readonly { date: string }[];
}

/** Years of holidays that are kept. The rules come with the library, so this memo does not show. */
const MAX_CACHED_YEARS = 400;
/** No holidays last longer than this; beyond it a place that never opens is given up. */
const MAX_CLOSED_DAYS = 366;
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
 * Whether a date, `YYYY-MM-DD`, is a holiday. A day that is observed for a holiday on a weekend is one. Half holidays that
 * begin at noon are none; those that last from sunset to sunset are on the day that they end.
 */
export function isHoliday(date: string, place: HolidayPlace): boolean {
  if (place.days.some((own) => own.date === date)) return true;
  const { country, region, kind } = place;
  return country !== null && holidaysOf(Number(date.slice(0, 4)), { country, region, kind }).has(date);
}

/** Whether a date is Monday to Friday and no holiday. */
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

/** Part of a country, and which of its days. */
interface Official {
  country: string;
  region: string | null;
  kind: HolidayPlace['kind'];
}

function holidaysOf(year: number, { country, region, kind }: Official): ReadonlySet<string> {
  const key = `${country}/${region ?? ''}/${kind}/${year}`;
  const known = knownYears.get(key);
  if (known) return known;
  // In UTC, so that what the library gives are wall clocks of the place.
  const options = { timezone: 'UTC' };
  const calendar = region ? new Holidays(country, region, options) : new Holidays(country, options);
  // Those of the year before may last into this one.
  const all = [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)];
  const official = all.filter(({ type }) => type === 'public' || (kind === 'bank' && type === 'bank'));
  // The library has other types for some days that are observed: each counts as the holiday it stands for.
  const names = new Set(official.map(({ name }) => name));
  const observed = all.filter(({ substitute, name }) => substitute === true && names.has(observedName(name)));
  const days = new Set([...official, ...observed].flatMap(({ start, end }) => daysWithin(start, end)));
  if (knownYears.size >= MAX_CACHED_YEARS) knownYears.clear();
  knownYears.set(key, days);
  return days;
}

/** The holiday for which a day is observed: "New Year's Day (substitute day)". */
const observedName = (name: string): string => name.replace(/\s*[(（][^()（）]*[)）]\s*$/u, '');

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
