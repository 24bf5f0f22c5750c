import type { DateFormat, DecimalMarkKind } from '../../../contracts/imports/kinds.ts';
import type { ReadValue } from '../csv-values.ts';
import { readAmount, type DecimalMark } from '../read-amount.ts';
import { readDay } from '../read-day.ts';

/** A value of a file and where it stands. */
export interface SampleValue {
  line: number;
  text: string;
}

/** What values are, or the choices that they leave. */
export interface Judgement<T extends string> {
  /** Null: the values do not say. */
  value: T | null;
  /** Several that read all values, but not alike; or all, where none reads them. */
  choices: { value: T; readings: { line: number; text: string; reading: string }[] }[];
  /** Values that no choice reads. */
  unreadable: SampleValue[];
}

/** Days between points begin with the day wherever they are written. */
const POINTED = /^\d{1,2}\.\s*\d{1,2}\./;
const DAY_FORMATS: readonly DateFormat[] = ['YYYY-MM-DD', 'YYYYMMDD', 'DD/MM/YYYY', 'MM/DD/YYYY'];
/** Readings that a choice shows. */
const SHOWN = 3;

/** The order of day, month and year, if one order alone reads the values. */
export function judgeDates(values: readonly SampleValue[], today: string): Judgement<DateFormat> {
  const isPointed = values.some(({ text }) => POINTED.test(text));
  const formats = isPointed ? DAY_FORMATS.filter((format) => !format.startsWith('M')) : DAY_FORMATS;
  const judged = judge(values, formats, (text, format) =>
    readDay(text, { format, today, isRelative: false }),
  );
  const spelled = (format: DateFormat) => spellingOf(format, values);
  return {
    ...judged,
    value: judged.value && spelled(judged.value),
    choices: judged.choices.map((choice) => ({ ...choice, value: spelled(choice.value) })),
  };
}

/** The format as the file writes it: `DD.MM.YYYY` for an order that stands between points. */
function spellingOf(format: DateFormat, values: readonly SampleValue[]): DateFormat {
  const mark = values
    .map(({ text }) => /^\d+([./-])\d+[./-]\d+/.exec(text)?.[1])
    .find((each) => each !== undefined);
  if (format === 'DD/MM/YYYY' && mark === '.') return 'DD.MM.YYYY';
  if (format === 'DD/MM/YYYY' && mark === '-') return 'DD-MM-YYYY';
  if (format === 'MM/DD/YYYY' && mark === '-') return 'MM-DD-YYYY';
  return format;
}

const MARKS = { point: '.', comma: ',' } as const satisfies Record<DecimalMarkKind, DecimalMark>;

/** The decimal mark, if one alone reads the values. */
export function judgeAmounts(
  values: readonly SampleValue[],
  codes: ReadonlySet<string>,
): Judgement<DecimalMarkKind> {
  return judge(values, ['point', 'comma'], (text, mark) => {
    const read = readAmount(text, MARKS[mark], codes);
    return read.ok ? { ok: true, value: read.value.amount } : read;
  });
}

function judge<T extends string>(
  values: readonly SampleValue[],
  candidates: readonly T[],
  read: (text: string, candidate: T) => ReadValue<string>,
): Judgement<T> {
  const rows = values.map((value) => ({ value, readings: candidates.map((each) => read(value.text, each)) }));
  const readable = rows.filter(({ readings }) => readings.some((each) => each.ok));
  const unreadable = rows
    .filter(({ readings }) => !readings.some((each) => each.ok))
    .map(({ value }) => value);
  if (readable.length === 0) return { value: null, choices: [], unreadable };
  const fitting = candidates.flatMap((value, n) =>
    readable.every(({ readings }) => readings[n]?.ok) ? [n] : [],
  );
  const shown = (n: number, of: typeof rows) => ({
    value: candidates[n]!,
    readings: of.slice(0, SHOWN).map(({ value, readings }) => {
      const reading = readings[n];
      return { ...value, reading: reading?.ok ? reading.value : 'cannot be read' };
    }),
  });
  if (fitting.length === 1) return { value: candidates[fitting[0]!]!, choices: [], unreadable };
  // None reads them all: what each of them makes of the values that others read.
  if (fitting.length === 0) {
    const torn = readable.filter(({ readings }) => readings.some((each) => !each.ok));
    const choices = candidates.flatMap((_, n) =>
      readable.some(({ readings }) => readings[n]?.ok) ? [shown(n, torn)] : [],
    );
    return { value: null, choices, unreadable };
  }
  const textOf = (reading: ReadValue<string> | undefined) => (reading?.ok ? reading.value : '');
  const differing = readable.filter(
    ({ readings }) => new Set(fitting.map((n) => textOf(readings[n]))).size > 1,
  );
  return {
    value: null,
    choices: differing.length > 0 ? fitting.map((n) => shown(n, differing)) : [],
    unreadable,
  };
}
