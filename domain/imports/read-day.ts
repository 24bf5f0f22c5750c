import type { DateFormat } from '../../contracts/imports/kinds.ts';
import { addDays, isValidDate } from '../time/calendar.ts';
import { problemOf, valueOf, type ReadValue } from './csv-values.ts';
import { monthNamed } from './month-names.ts';

/** How the days of one file are to be read. */
export interface DateReading {
  format: DateFormat;
  /** Day that two-digit years are near to, `YYYY-MM-DD`. */
  today: string;
  /** Whether `today-30` and `today+14` are taken too. */
  isRelative: boolean;
}

/** Furthest a relative day may lie from today: ten years. */
const MAX_RELATIVE_DAYS = 3660;
/** A two-digit year lies at most so far back, and less than 20 ahead. */
const YEARS_BACK = 80;

/**
 * Reads a day, as `YYYY-MM-DD`, years 1900 to 2999. Only the declared order of day, month and year is taken:
 * `03/04/2026` is never guessed. Leading zeros may lack, the marks between may be others, a time without a zone may follow;
 * the month may have its name, and then its place says nothing. Two-digit years are taken where the year stands last.
 */
export function readDay(text: string, { format, today, isRelative }: DateReading): ReadValue<string> {
  const relative = /^today(?:([+-])(\d{1,4}))?$/i.exec(text);
  if (relative && isRelative) {
    const days = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1);
    if (Math.abs(days) > MAX_RELATIVE_DAYS)
      return problemOf(`must lie within ${MAX_RELATIVE_DAYS} days of today`);
    return valueOf(addDays(today, days));
  }
  const parts = partsOf(text.replace(TIME, ''), orderOf(format));
  if (!parts) return problemOf(`must be a day written as ${format}`);
  const day = `${fullYear(parts.year, today)}-${pad(parts.month)}-${pad(parts.day)}`;
  if (!isValidDate(day)) return problemOf('must be a day of the calendar');
  return /^(?:19|2\d)/.test(day) ? valueOf(day) : problemOf('must lie in the years 1900 to 2999');
}

/** Order of the parts of a day; `digits`: eight digits without marks. */
export type DateOrder = 'YMD' | 'DMY' | 'MDY' | 'digits';

/** The order that a format declares. */
export function orderOf(format: DateFormat): DateOrder {
  if (format === 'YYYYMMDD') return 'digits';
  if (format.startsWith('Y')) return 'YMD';
  return format.startsWith('D') ? 'DMY' : 'MDY';
}

interface Parts {
  year: string;
  month: string;
  day: string;
}

/** What programs write behind a day that they keep as an instant; with a zone it could be another day, and is refused. */
const TIME = /(?:T|\s+)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:\s?[AP]M)?$/i;
const MARK = '\\s*[./-]\\s*';
const SHAPES: Readonly<Record<DateOrder, RegExp>> = {
  YMD: new RegExp(`^(?<year>\\d{4})${MARK}(?<month>\\d{1,2})${MARK}(?<day>\\d{1,2})$`),
  DMY: new RegExp(`^(?<day>\\d{1,2})${MARK}(?<month>\\d{1,2})${MARK}(?<year>\\d{4}|\\d{2})$`),
  MDY: new RegExp(`^(?<month>\\d{1,2})${MARK}(?<day>\\d{1,2})${MARK}(?<year>\\d{4}|\\d{2})$`),
  digits: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
};

function partsOf(text: string, order: DateOrder): Parts | null {
  return partsNamed(text, order) ?? (SHAPES[order].exec(text)?.groups as Parts | undefined) ?? null;
}

const NAME = '(?<name>\\p{L}{3,}\\.?)';
const GAP = '[\\s./-]+';
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|\\.|er|º|°)?';
const NAMED: readonly RegExp[] = [
  new RegExp(`^${DAY}(?:\\s+de)?${GAP}${NAME}(?:\\s+de)?,?${GAP}(?<year>\\d{4})$`, 'iu'),
  new RegExp(`^${NAME}${GAP}${DAY},?${GAP}(?<year>\\d{4})$`, 'iu'),
  new RegExp(`^(?<year>\\d{4})${GAP}${NAME}${GAP}${DAY}$`, 'iu'),
];
/** With two digits only the declared order says which number is the year. */
const NAMED_SHORT: Readonly<Record<DateOrder, RegExp | null>> = {
  DMY: new RegExp(`^${DAY}${GAP}${NAME},?${GAP}(?<year>\\d{2})$`, 'iu'),
  MDY: new RegExp(`^${NAME}${GAP}${DAY},?${GAP}(?<year>\\d{2})$`, 'iu'),
  YMD: null,
  digits: null,
};

function partsNamed(text: string, order: DateOrder): Parts | null {
  if (!/\p{L}{3}/u.test(text)) return null;
  const short = NAMED_SHORT[order];
  // `1-Sep-26` is how spreadsheets in most languages write it, also where the order of numbers is another.
  for (const shape of [...NAMED, ...(short === null ? [] : [short, NAMED_SHORT.DMY!])]) {
    const found = shape.exec(text)?.groups;
    const month = found && monthNamed(found['name'] ?? '');
    if (month) return { year: found['year'] ?? '', month: `${month}`, day: found['day'] ?? '' };
  }
  return null;
}

const pad = (number: string) => number.padStart(2, '0');

function fullYear(year: string, today: string): string {
  if (year.length === 4) return year;
  const latest = Number(today.slice(0, 4)) - YEARS_BACK + 99;
  const century = Math.floor(latest / 100) * 100;
  const candidate = century + Number(year);
  return `${candidate > latest ? candidate - 100 : candidate}`;
}
