import { DateTime } from 'luxon';

/** A date without a year that comes again only after this many days has just gone by. */
const MOST_DAYS_AHEAD = 300;
/** An absence with a year ends before this. */
const MOST_YEARS_AHEAD = 3;

const dayOf = (day: string): DateTime => DateTime.fromISO(day, { zone: 'utc' });
const isoOf = (day: DateTime): string | null => day.toISODate();

/** The day as YYYY-MM-DD, or null: there is none such. */
export function civilDay(year: number, month: number, day: number): string | null {
  const date = DateTime.fromObject({ year, month, day }, { zone: 'utc' });
  return date.isValid ? isoOf(date) : null;
}

/** Days added, YYYY-MM-DD. */
export const plusDays = (day: string, days: number): string => isoOf(dayOf(day).plus({ days })) ?? day;

/** 1 (Monday) to 7. */
export const weekdayOf = (day: string): number => dayOf(day).weekday;

/** Whether it lies on or after today, and not so far that it was meant of something else. */
export function isAhead(day: string, today: string): boolean {
  return day >= today && dayOf(day) <= dayOf(today).plus({ years: MOST_YEARS_AHEAD });
}

/** A date with its year, where it lies ahead. Years of two digits are of this century. */
export function datedDay(year: number, month: number, day: number, today: string): string | null {
  const date = civilDay(year < 100 ? 2000 + year : year, month, day);
  return date !== null && isAhead(date, today) ? date : null;
}

/** The next such day; null where it has just gone by. */
export function nextDay(month: number, day: number, today: string): string | null {
  const { year } = dayOf(today);
  const found = [year, year + 1].map((each) => civilDay(each, month, day)).find((each) => each !== null && each >= today);
  return found !== undefined && found !== null && isNear(found, today) ? found : null;
}

/** The next day with that number in a month. */
export function nextNumber(number: number, today: string): string | null {
  for (let months = 0; months <= 2; months += 1) {
    const month = dayOf(today).startOf('month').plus({ months });
    const day = civilDay(month.year, month.month, number);
    if (day !== null && day >= today) return day;
  }
  return null;
}

/** The next such weekday after today. */
export function nextWeekday(weekday: number, today: string): string {
  return plusDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);
}

/** That weekday of the week after this one. */
export const weekdayOfNextWeek = (weekday: number, today: string): string =>
  plusDays(today, 7 - weekdayOf(today) + weekday);

/** The Monday of an ISO week: of the given year, otherwise the next one; null where it is this week or has just gone by. */
export function mondayOfWeek(week: number, year: number | null, today: string): string | null {
  const years = year === null ? [dayOf(today).weekYear, dayOf(today).weekYear + 1] : [year];
  for (const weekYear of years) {
    const monday = DateTime.fromObject({ weekYear, weekNumber: week, weekday: 1 }, { zone: 'utc' });
    const day = monday.isValid ? isoOf(monday) : null;
    if (day !== null && day >= today) return isNear(day, today) ? day : null;
  }
  return null;
}

/** The day in the zone or at the distance from UTC in which the mail counts. */
export function localDay(at: number, zone: string | number): string {
  const day = DateTime.fromMillis(at, { zone: typeof zone === 'number' ? offsetName(zone) : zone });
  return isoOf(day) ?? new Date(at).toISOString().slice(0, 10);
}

/** luxon takes a number as whole hours in no zone's name: `UTC+5:30`. */
function offsetName(minutes: number): string {
  const sign = minutes < 0 ? '-' : '+';
  const size = Math.min(Math.abs(Math.trunc(minutes)), 14 * 60);
  return `UTC${sign}${Math.floor(size / 60)}:${String(size % 60).padStart(2, '0')}`;
}

function isNear(day: string, today: string): boolean {
  return dayOf(day) <= dayOf(today).plus({ days: MOST_DAYS_AHEAD });
}
