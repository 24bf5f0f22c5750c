import Holidays from 'date-holidays';

/** A calendar whose days have names; own days carry theirs. */
export interface NamedCalendar {
  country: string | null;
  region: string | null;
  days?: readonly { date: string; name: string }[];
}

/** Years of names that are kept. They come with the library, so this memo does not show. */
const MAX_CACHED_YEARS = 100;
const DAY_MS = 86_400_000;
/** A date may have several names; that of the day on which most people stay at home is told. */
const TYPES = ['public', 'bank', 'school', 'optional', 'observance'];

const knownYears = new Map<string, ReadonlyMap<string, string>>();

/** What a holiday of a calendar is called, `Boxing Day`; the date itself where nobody has named it (S22). */
export function holidayNameOf(date: string, { country, region, days = [] }: NamedCalendar): string {
  const own = days.find((day) => day.date === date);
  if (own) return own.name;
  return (country && namesOf(Number(date.slice(0, 4)), country, region).get(date)) || date;
}

function namesOf(year: number, country: string, region: string | null): ReadonlyMap<string, string> {
  const key = `${country}/${region ?? ''}/${year}`;
  const known = knownYears.get(key);
  if (known) return known;
  // In UTC, so that what the library gives are wall clocks of the place.
  const options = { timezone: 'UTC' };
  const calendar = region ? new Holidays(country, region, options) : new Holidays(country, options);
  const names = new Map<string, string>();
  const holidays = [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)];
  for (const { start, end, name } of holidays.toSorted((a, b) => rankOf(a.type) - rankOf(b.type))) {
    for (let at = start.getTime(); at < end.getTime(); at += DAY_MS) {
      const date = new Date(at).toISOString().slice(0, 10);
      if (!names.has(date)) names.set(date, name);
    }
  }
  if (knownYears.size >= MAX_CACHED_YEARS) knownYears.clear();
  knownYears.set(key, names);
  return names;
}

function rankOf(type: string): number {
  return TYPES.indexOf(type);
}
