import type { FieldProblem } from '../../contracts/problems.ts';
import type { DateFormat } from '../../contracts/imports/kinds.ts';
import { normaliseName } from './csv-values.ts';
import { isBlank, likeliestHead, type FileHead, type FileRow } from '../csv/find-delimiter.ts';
import { unguardFormula } from '../csv/formula-guard.ts';
import { readDay } from './read-day.ts';

/** Header names that say which column holds the customers, the most exact first. */
const CUSTOMER_COLUMNS = [
  'customer_id',
  'id',
  'customer_external_id',
  'external_id',
  'customer',
  'customer_name',
  'name',
];

/** Header names that say which column holds the start date. */
const START_DATE_COLUMNS = [
  'start_date',
  'startdate',
  'start_day',
  'start',
  'start_on',
  'starts_on',
  'enroll_date',
  'enrollment_date',
  'enrolment_date',
  'begin',
  'begin_date',
  'startdatum',
  'date_de_début',
];

/** How the caller wants a file of customers to be read. */
export interface CustomerFileReading {
  /** Name or number (from 1). */
  column?: string | undefined;
  header: 'auto' | 'yes' | 'no';
  /** Name or number (from 1). */
  startDateColumn?: string | undefined;
}

/** Where a file of customers has what; places count from 0. */
export interface CustomerFileShape {
  hasHeader: boolean;
  valuePlace: number;
  startDatePlace: number | null;
}

/** A file of customers: how its rows are split, where they begin, and what stands where. */
export interface CustomerFile {
  head: FileHead;
  shape: CustomerFileShape;
  /** Line of the first row that may name a customer. */
  firstLine: number;
}

/** Finds delimiter, header and columns of a file of customers. With any problem the file must not be read. */
export function findFile(
  heads: readonly FileHead[],
  reading: CustomerFileReading,
): { file: CustomerFile; problems: FieldProblem[] } {
  const head = likeliestHead(heads);
  const [first, second] = head.rows.filter((row) => !isBlank(row.values));
  const { shape, problems } = findShape(first?.values ?? [], reading);
  if (!first) problems.push({ field: 'line 1', message: 'the file is empty' });
  const firstLine = shape.hasHeader ? (second?.line ?? Infinity) : (first?.line ?? 1);
  return { file: { head, shape, firstLine }, problems };
}

/** Finds the columns of a file of customers from its first row. With any problem the shape must not be used. */
export function findShape(
  first: readonly string[],
  { column, header, startDateColumn }: CustomerFileReading,
): { shape: CustomerFileShape; problems: FieldProblem[] } {
  const names = first.map(headerName);
  const known = [...CUSTOMER_COLUMNS, ...START_DATE_COLUMNS, column, startDateColumn].flatMap((name) =>
    name === undefined || isNumber(name) ? [] : [headerName(name)],
  );
  const hasHeader = header === 'yes' || (header === 'auto' && names.some((name) => known.includes(name)));
  const problems: FieldProblem[] = [];
  const place = (field: string, wanted: string): number => {
    const found = isNumber(wanted) ? Number(wanted) - 1 : hasHeader ? names.indexOf(headerName(wanted)) : -1;
    if (found < 0 || found >= first.length) {
      problems.push({
        field: `query.${field}`,
        message: `names no column; the first row is: ${shorten(first)}`,
      });
    } else if (!isNumber(wanted) && names.lastIndexOf(headerName(wanted)) !== found) {
      problems.push({ field: `query.${field}`, message: 'names several columns: give its number' });
    }
    return found;
  };
  const suggested = CUSTOMER_COLUMNS.map((name) => names.indexOf(name)).find((at) => at >= 0);
  let valuePlace = 0;
  if (column !== undefined) valuePlace = place('column', column);
  else if (hasHeader && suggested !== undefined) valuePlace = suggested;
  else if (hasHeader && first.length > 1) {
    problems.push({ field: 'query.column', message: `must say which of these it is: ${shorten(first)}` });
  }
  let startDatePlace: number | null = null;
  if (startDateColumn !== undefined) startDatePlace = place('startDateColumn', startDateColumn);
  else if (hasHeader) startDatePlace = suggestedStart(names, problems);
  return { shape: { hasHeader, valuePlace, startDatePlace }, problems };
}

/** The column that a usual name gives the start dates to; of several none is guessed. */
function suggestedStart(names: readonly string[], problems: FieldProblem[]): number | null {
  const places = names.flatMap((name, place) => (START_DATE_COLUMNS.includes(name) ? [place] : []));
  if (places.length > 1) {
    const message = `must say which of these holds the start dates: ${places.map((place) => names[place]).join(', ')}`;
    problems.push({ field: 'query.startDateColumn', message });
  }
  return places.length === 1 ? places[0]! : null;
}

/** A row as it is kept until it is enrolled; a `reason` says why it will not be. */
export interface CustomerFileRow {
  line: number;
  value: string;
  /** `YYYY-MM-DD`; null: that of the whole file. */
  startDate: string | null;
  reason: string | null;
}

/** Longer than any name or id. */
const MAX_VALUE_LENGTH = 200;

/** Reads one row. `today` is the day in the zone of the sequence; earlier start dates are refused. */
export function readCustomerRow(
  { line, values }: FileRow,
  { valuePlace, startDatePlace }: CustomerFileShape,
  { dateFormat, today }: { dateFormat: DateFormat; today: string },
): CustomerFileRow {
  const whole = normaliseName(unguardFormula(values[valuePlace] ?? ''));
  const value = whole.slice(0, MAX_VALUE_LENGTH);
  const row: CustomerFileRow = { line, value, startDate: null, reason: null };
  if (whole === '') return { ...row, reason: 'empty: the row names no customer' };
  if (whole.length > MAX_VALUE_LENGTH)
    return { ...row, reason: `unmatched: longer than ${MAX_VALUE_LENGTH} characters` };
  const date = startDatePlace === null ? '' : (values[startDatePlace] ?? '').trim();
  if (date === '') return row;
  const read = readDay(date, { format: dateFormat, today, isRelative: false });
  if (!read.ok) return { ...row, reason: `start date: ${read.problem}` };
  if (read.value < today) return { ...row, reason: 'start date: must be today or later' };
  return { ...row, startDate: read.value };
}

const headerName = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
const isNumber = (text: string) => /^[1-9]\d{0,3}$/.test(text);

function shorten(first: readonly string[]): string {
  const text = first.slice(0, 20).join(', ');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
