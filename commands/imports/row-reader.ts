import type { z } from 'zod';
import { wordsForIssue } from '../../contracts/words-for-issues.ts';
import type { ColumnPlaces } from '../../domain/imports/csv-columns.ts';
import type { ReadValue } from '../../domain/imports/csv-values.ts';
import type { FileRow } from '../../domain/csv/find-delimiter.ts';
import { isShortened, unguardFormula } from '../../domain/csv/formula-guard.ts';
import type { RowProblem } from './import-kind.ts';

/** `undefined`: the column is not in the file; null: the value is empty. */
export type Cell<T> = T | null | undefined;

/** Reads the values of one row and collects what is wrong with them, so that all of it is reported at once. */
export class RowReader {
  readonly line: number;
  readonly problems: RowProblem[] = [];
  /** Values of optional columns that the row is stored without. */
  readonly warnings: RowProblem[] = [];
  /** Currency signs and codes that stood beside amounts. */
  readonly signs: { column: string; sign: string }[] = [];
  readonly #values: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(row: FileRow, { places, width }: ColumnPlaces) {
    this.line = row.line;
    this.#values = row.values;
    this.#places = places;
    const tooMany = row.values.slice(width).some((value) => value.trim() !== '');
    if (row.values.length < width || tooMany) {
      this.fail('', `has ${row.values.length} values where the header has ${width}`);
    }
  }

  /** Columns of the file that start with `prefix`. */
  columns(prefix: string): string[] {
    return [...this.#places.keys()].filter((name) => name.startsWith(prefix));
  }

  /** Notes a problem; the row will not be stored. */
  fail(column: string, message: string): void {
    this.problems.push({ line: this.line, column, message });
  }

  /** Notes that the row is stored without a value; of one column in one sentence. */
  warn(column: string, message: string): void {
    const earlier = this.warnings.find((warning) => warning.column === column);
    if (earlier) earlier.message += `; ${message}`;
    else this.warnings.push({ line: this.line, column, message });
  }

  /** The value without spaces around it and without what spreadsheets and our exports put around text. */
  text(column: string): Cell<string> {
    const place = this.#places.get(column);
    if (place === undefined) return undefined;
    const text = unguardFormula(this.#values[place] ?? '').trim();
    return text === '' ? null : text;
  }

  /** The text of an id, a number or a reference: never what a spreadsheet has left of a long one (C17). */
  code(column: string): Cell<string> {
    const text = this.text(column);
    if (!text || !isShortened(this.#values[this.#places.get(column) ?? -1] ?? '')) return text;
    this.fail(column, SHORTENED_WORDS);
    return null;
  }

  /** As `code`, and as `schema` accepts it. */
  parseCode<S extends z.ZodType>(column: string, schema: S): Cell<z.output<S>> {
    const text = this.code(column);
    return text === undefined || text === null ? text : this.parse(column, schema);
  }

  /** The value as `read` understands it; a problem and null when it does not. */
  read<T>(column: string, read: (text: string) => ReadValue<T>): Cell<T> {
    const text = this.text(column);
    if (text === undefined || text === null) return text;
    const result = readPlain(text, read);
    if (result.ok) return result.value;
    this.fail(column, result.problem);
    return null;
  }

  /** The value as `read` understands it; a warning, and as if the column was not there, when it does not. */
  readOptional<T>(column: string, read: (text: string) => ReadValue<T>): Cell<T> {
    const text = this.text(column);
    if (text === undefined || text === null) return text;
    const result = readPlain(text, read);
    if (result.ok) return result.value;
    this.warn(column, result.problem);
    return undefined;
  }

  /** The value as `schema` accepts it. */
  parse<S extends z.ZodType>(
    column: string,
    schema: S,
    prepare: (text: string) => string = keep,
  ): Cell<z.output<S>> {
    return this.read(column, bySchema(schema, prepare));
  }

  /** The value as `schema` accepts it; a warning when it does not. */
  parseOptional<S extends z.ZodType>(
    column: string,
    schema: S,
    prepare: (text: string) => string = keep,
  ): Cell<z.output<S>> {
    return this.readOptional(column, bySchema(schema, prepare));
  }

  /** Like `value`, but an empty one is a problem; the fallback is never stored. */
  need<T>(column: string, value: Cell<T>, fallback: T): T {
    if (value !== null && value !== undefined) return value;
    if (!this.problems.some((problem) => problem.column === column)) this.fail(column, 'must not be empty');
    return fallback;
  }
}

const SHORTENED_WORDS =
  'is a long number that a spreadsheet has shortened: give its column the format text there, and export it again';

const keep = (text: string) => text;

/** What spreadsheets write where a formula failed: never a name or a number. */
const SPREADSHEET_ERROR = /^#(?:N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i;

function readPlain<T>(text: string, read: (text: string) => ReadValue<T>): ReadValue<T> {
  return SPREADSHEET_ERROR.test(text) ? { ok: false, problem: 'is an error of a spreadsheet' } : read(text);
}

function bySchema<S extends z.ZodType>(schema: S, prepare: (text: string) => string) {
  return (text: string): ReadValue<z.output<S>> => {
    const result = schema.safeParse(prepare(text), { error: wordsForIssue });
    if (result.success) return { ok: true, value: result.data };
    return { ok: false, problem: result.error.issues[0]?.message ?? 'is invalid' };
  };
}
