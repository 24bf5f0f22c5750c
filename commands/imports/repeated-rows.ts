import { isBlank, type FileRow } from '../../domain/csv/find-delimiter.ts';
import { unguardFormula } from '../../domain/csv/formula-guard.ts';
import { SeenMarks } from '../../domain/imports/seen-marks.ts';

/**
 * Which rows of a file name the same thing. It is known before the first of them is stored, so that none is taken for the
 * whole; what stands there once costs 24 bytes.
 */
export class RepeatedRows {
  readonly #lines = new Map<string, number[]>();

  /** All lines with this value; null: it stands there once. */
  linesOf(value: string): readonly number[] | null {
    return this.#lines.get(value) ?? null;
  }

  /** Looks through the rows below a header for values of one column that stand there several times. */
  static async find(
    rows: AsyncIterable<FileRow>,
    { place, headerLine }: { place: number | undefined; headerLine: number },
  ): Promise<RepeatedRows> {
    const repeated = new RepeatedRows();
    if (place === undefined) return repeated;
    const seen = new SeenMarks();
    for await (const { line, values } of rows) {
      if (line <= headerLine || isBlank(values)) continue;
      const value = unguardFormula(values[place] ?? '').trim();
      if (value === '') continue;
      const first = seen.lineOf(value);
      const lines = repeated.#lines.get(value);
      if (lines) lines.push(line);
      else if (first !== undefined) repeated.#lines.set(value, [first, line]);
      else seen.add(value, line);
    }
    return repeated;
  }
}
