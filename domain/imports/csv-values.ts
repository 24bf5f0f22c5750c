import { addDays, isValidDate } from '../time/calendar.ts';

/** A value read from text, or what is wrong with the text, as the end of a sentence about its column. */
export type ReadValue<T> = { ok: true; value: T } | { ok: false; problem: string };

const value = <T>(read: T): ReadValue<T> => ({ ok: true, value: read });
const problem = (message: string): { ok: false; problem: string } => ({ ok: false, problem: message });

/** How the days of a file are written. */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'DD.MM.YYYY',
  'DD/MM/YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
] as const;
/** One of `DATE_FORMATS`. */
export type DateFormat = (typeof DATE_FORMATS)[number];

/** How the days of one file are to be read. */
export interface DateReading {
  format: DateFormat;
  /** Day that `today-30` and `today+14` count from, `YYYY-MM-DD`; null: such days are refused. */
  relativeTo: string | null;
}

/** Furthest a relative day may lie from today: ten years. */
const MAX_RELATIVE_DAYS = 3660;

/** Reads a day, as `YYYY-MM-DD`, years 1900 to 2999. Only the declared format is taken: `03/04/2026` is never guessed. */
export function readDay(text: string, { format, relativeTo }: DateReading): ReadValue<string> {
  const relative = /^today(?:([+-])(\d{1,4}))?$/i.exec(text);
  if (relative && relativeTo !== null) {
    const days = Number(relative[2] ?? 0) * (relative[1] === '-' ? -1 : 1);
    if (Math.abs(days) > MAX_RELATIVE_DAYS)
      return problem(`must lie within ${MAX_RELATIVE_DAYS} days of today`);
    return value(addDays(relativeTo, days));
  }
  const parts = DATE_SHAPES.get(format)?.exec(text)?.groups;
  const day = parts ? `${parts['year']}-${parts['month']}-${parts['day']}` : '';
  if (!parts) return problem(`must be a day written as ${format}`);
  if (!isValidDate(day)) return problem('must be a day of the calendar');
  return /^(?:19|2\d)/.test(day) ? value(day) : problem('must lie in the years 1900 to 2999');
}

function dateShape(format: DateFormat): RegExp {
  const shape = format
    .replace(/[./]/g, '\\$&')
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MM', '(?<month>\\d{2})')
    .replace('DD', '(?<day>\\d{2})');
  return new RegExp(`^${shape}$`);
}

const DATE_SHAPES = new Map(DATE_FORMATS.map((format) => [format, dateShape(format)]));

/** Between whole and fraction of an amount. */
export const DECIMAL_MARKS = ['.', ','] as const;
/** One of `DECIMAL_MARKS`. */
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

const WHOLE_DIGITS = 16;

/**
 * Reads money from 0 to an exact decimal string without grouping, `1234.5`: never through a float. Thousands may be
 * grouped by the other mark, a space or an apostrophe.
 *
 * @param mark the file's decimal mark. Null: a point, and amounts that read differently with a comma (`1.234`, `1,234`)
 *   are refused as ambiguous.
 */
export function readAmount(text: string, mark: DecimalMark | null): ReadValue<string> {
  if (text.startsWith('-') || /^\(.*\)$/.test(text)) return problem('must not be negative');
  if (mark === null && /^\d{1,3}[.,]\d{3}$/.test(text)) {
    return problem('is ambiguous: declare `decimalMark`, or write it without grouping and with two decimals');
  }
  const shape = mark === ',' ? COMMA_AMOUNT : POINT_AMOUNT;
  const parts = shape.exec(text);
  if (!parts)
    return problem(`must be an amount like ${mark === ',' ? '1234,50' : '1234.50'}, without a currency sign`);
  const whole = (parts[1] ?? '').replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 4) return problem('must have at most 4 decimals');
  if (whole.length > WHOLE_DIGITS)
    return problem(`must have at most ${WHOLE_DIGITS} digits before the decimal mark`);
  return value(fraction === '' ? whole : `${whole}.${fraction}`);
}

const POINT_AMOUNT = /^(\d+|\d{1,3}(?:([, '\u00a0\u202f])\d{3})(?:\2\d{3})*)(?:\.(\d+))?$/;
const COMMA_AMOUNT = /^(\d+|\d{1,3}(?:([. '\u00a0\u202f])\d{3})(?:\2\d{3})*)(?:,(\d+))?$/;

const YES = new Set(['true', 'yes', 'y', '1', 'x']);
const NO = new Set(['false', 'no', 'n', '0']);

/** Reads `true/false`, `yes/no`, `y/n`, `1/0` or `x`, in any case. */
export function readBoolean(text: string): ReadValue<boolean> {
  const lower = text.toLowerCase();
  if (YES.has(lower)) return value(true);
  return NO.has(lower) ? value(false) : problem('must be true or false');
}

/** Reads one of a closed list; case and the choice between space, hyphen and underscore do not matter. */
export function readChoice<const T extends string>(text: string, choices: readonly T[]): ReadValue<T> {
  const wanted = text.toLowerCase().replace(/[\s-]+/g, '_');
  const found = choices.find((choice) => choice === wanted);
  return found === undefined ? problem(`must be one of ${choices.join(', ')}`) : value(found);
}

/** A name as it is stored: composed letters (NFC), no spaces around it, single spaces inside. */
export function normaliseName(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
