import { isBlank, type FileRow } from '../../domain/csv/find-delimiter.ts';
import { unguardFormula } from '../../domain/csv/formula-guard.ts';
import { SeenMarks } from '../../domain/imports/seen-marks.ts';

/**
 * Which rows of a file name the same thing. It is known before the first of them is stored, so that none is taken for the
 * whole; what stands there once costs 24 bytes.
 */
export class RepeatedRows {
  readonly #lines = new Map<string, number[]>();

  /** All lines with this mark; null: it stands there once. */
  linesOf(mark: string): readonly number[] | null {
    return this.#lines.get(mark) ?? null;
  }

  /** Looks through the rows below a header for values of some columns that stand there together several times. */
  static async find(
    rows: AsyncIterable<FileRow>,
    { places, headerLine }: { places: readonly (number | undefined)[]; headerLine: number },
  ): Promise<RepeatedRows> {
    const repeated = new RepeatedRows();
    if (places.length === 0) return repeated;
    const seen = new SeenMarks();
    for await (const { line, values } of rows) {
      if (line <= headerLine || isBlank(values)) continue;
      const value = markOf(places.map((place) => unguardFormula(values[place ?? -1] ?? '').trim()));
      if (value === null) continue;
      const first = seen.lineOf(value);
      const lines = repeated.#lines.get(value);
      if (lines) lines.push(line);
      else if (first !== undefined) repeated.#lines.set(value, [first, line]);
      else seen.add(value, line);
    }
    return repeated;
  }
}

/** What rows that name the same thing have in common; null: this one names nothing. */
export const markOf = (values: readonly (string | null | undefined)[]): string | null =>
  values.length === 0 || values.some((value) => !value) ? null : values.join('\n');
