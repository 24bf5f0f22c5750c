import type { z } from 'zod';
import type { ImportRowError } from '../../contracts/imports/imports.ts';
import type { ReadValue } from '../../domain/imports/csv-values.ts';
import type { ColumnPlaces } from '../../domain/imports/csv-columns.ts';

/** One record of a file as it comes from the reader. */
export interface ImportRow {
  line: number;
  values: readonly string[];
}

/** `undefined`: the column is not in the file; null: the value is empty. */
export type Cell<T> = T | null | undefined;

/** Reads the values of one row and collects what is wrong with them, so that all of it is reported at once. */
export class RowReader {
  readonly line: number;
  readonly problems: ImportRowError[] = [];
  readonly #values: readonly string[];
  readonly #places: ColumnPlaces;

  constructor(row: ImportRow, places: ColumnPlaces) {
    this.line = row.line;
    this.#values = row.values;
    this.#places = places;
    const tooMany = row.values.slice(places.size).some((value) => value.trim() !== '');
    if (row.values.length < places.size || tooMany) {
      this.fail('', `has ${row.values.length} values where the header has ${places.size}`);
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

  /** The value without spaces around it. */
  text(column: string): Cell<string> {
    const place = this.#places.get(column);
    if (place === undefined) return undefined;
    const text = (this.#values[place] ?? '').trim();
    return text === '' ? null : text;
  }

  /** The value as `read` understands it; a problem and null when it does not. */
  read<T>(column: string, read: (text: string) => ReadValue<T>): Cell<T> {
    const text = this.text(column);
    if (text === undefined || text === null) return text;
    const result = read(text);
    if (result.ok) return result.value;
    this.fail(column, result.problem);
    return null;
  }

  /** The value as `schema` accepts it. */
  parse<S extends z.ZodType>(
    column: string,
    schema: S,
    prepare: (text: string) => string = keep,
  ): Cell<z.output<S>> {
    return this.read(column, (text) => {
      const result = schema.safeParse(prepare(text));
      if (result.success) return { ok: true, value: result.data };
      return { ok: false, problem: result.error.issues[0]?.message ?? 'is invalid' };
    });
  }

  /** Like `value`, but an empty one is a problem; the fallback is never stored. */
  need<T>(column: string, value: Cell<T>, fallback: T): T {
    if (value !== null && value !== undefined) return value;
    if (!this.problems.some((problem) => problem.column === column)) this.fail(column, 'must not be empty');
    return fallback;
  }
}

const keep = (text: string) => text;
