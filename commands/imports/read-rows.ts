import type { LineMode } from '../../contracts/imports/kinds.ts';
import type { ColumnPlaces } from '../../domain/imports/csv-columns.ts';
import type { FileRow } from '../../domain/csv/find-delimiter.ts';
import { repeatsHeader } from '../../domain/imports/find-header.ts';
import { isTotalRow } from '../../domain/imports/total-rows.ts';
import { SeenMarks } from '../../domain/imports/seen-marks.ts';
import type { ImportContext, ImportKindHandler, RowProblem } from './import-kind.ts';
import { markOf, type RepeatedRows } from './repeated-rows.ts';
import { RowReader } from './row-reader.ts';

/** What was read of some rows. */
export interface ReadRows<Row> {
  good: Row[];
  errors: RowProblem[];
  warnings: RowProblem[];
  /** Other lines of a good row that was made of several, by its own line. */
  together: Map<number, number[]>;
}

/** How the rows of one file are read. */
export interface RowReading<Row extends { line: number }> {
  handler: ImportKindHandler<Row>;
  context: ImportContext;
  columns: ColumnPlaces;
  /** The header as it is written. */
  header: readonly string[];
  repeated: RepeatedRows;
  lines: LineMode | null;
}

/** Rows of one thing that are waited for until all of them were read. */
interface Group<Row> {
  rows: Row[];
  left: number;
  /** Lines that were told as wrong already. */
  bad: Set<number>;
}

/** Reads the rows of one file, piece by piece, and tells apart those that stand there twice. */
export class FileRowReader<Row extends { line: number }> {
  readonly #reading: RowReading<Row>;
  readonly #seen = new SeenMarks();
  readonly #groups = new Map<string, Group<Row>>();

  constructor(reading: RowReading<Row>) {
    this.#reading = reading;
  }

  /** Reads some rows. Lines of one thing come with the piece that has the last of them. */
  read(rows: readonly FileRow[]): ReadRows<Row> {
    const read: ReadRows<Row> = { good: [], errors: [], warnings: [], together: new Map() };
    for (const row of rows) this.#readRow(new RowReader(row, this.#reading.columns), row, read);
    return read;
  }

  #readRow(reader: RowReader, { values }: FileRow, read: ReadRows<Row>): void {
    const { handler, context, columns, header, repeated, lines } = this.#reading;
    if (repeatsHeader(values, header)) {
      read.errors.push({
        line: reader.line,
        column: '',
        message: 'is the header once more, and is left out',
      });
      return;
    }
    if (isTotalRow(values, columns.places, handler.columns.required)) {
      read.errors.push({
        line: reader.line,
        column: '',
        message: 'looks like a row of totals, and is left out',
      });
      return;
    }
    const row = handler.read(reader, context);
    const rule = handler.lines;
    const mark = rule && markOf(rule.columns.map((column) => reader.text(column)));
    const together = mark ? repeated.linesOf(mark) : null;
    if (rule && mark && together && (lines === 'sum' || !rule.isDeclared)) {
      this.#addLine(mark, together, { row, reader, read });
      return;
    }
    if (together) {
      const message = `stands on lines ${told(together)}: declare \`lines=sum\` if they are lines of one thing`;
      reader.fail(rule?.columns[0] ?? '', message);
    }
    this.#take(row, reader, read);
  }

  #take(row: Row, reader: RowReader, read: ReadRows<Row>): void {
    const isGood = reader.problems.length === 0;
    const marks = isGood ? this.#reading.handler.uniqueMarks(row) : [];
    for (const { column, mark } of marks) {
      const line = this.#seen.lineOf(mark);
      if (line !== undefined) reader.fail(column, `stands on line ${line} already`);
    }
    if (reader.problems.length > 0) {
      // A row that is left out tells all that is wrong with it.
      read.errors.push(...reader.problems, ...reader.warnings);
      return;
    }
    for (const { mark } of marks) this.#seen.add(mark, row.line);
    read.good.push(row);
    read.warnings.push(...reader.warnings);
  }

  #addLine(
    mark: string,
    lines: readonly number[],
    { row, reader, read }: { row: Row; reader: RowReader; read: ReadRows<Row> },
  ): void {
    const group = this.#groups.get(mark) ?? { rows: [], left: lines.length, bad: new Set<number>() };
    this.#groups.set(mark, group);
    group.left -= 1;
    group.rows.push(row);
    if (reader.problems.length > 0) group.bad.add(row.line);
    read.errors.push(...reader.problems);
    read.warnings.push(...reader.warnings);
    if (group.left > 0) return;
    this.#groups.delete(mark);
    const { lines: rule } = this.#reading.handler;
    const whole = group.bad.size > 0 ? null : rule?.merge(group.rows);
    const problems = whole?.problems ?? [];
    if (whole && problems.length === 0) {
      for (const { row: merged, lines: own } of whole.merged) {
        read.good.push(merged);
        read.together.set(
          merged.line,
          own.filter((line) => line !== merged.line),
        );
      }
      return;
    }
    read.errors.push(...problems);
    const bad = new Set([...group.bad, ...problems.map(({ line }) => line)]);
    const message = `is left out with lines ${told(lines)}`;
    for (const { line } of group.rows) {
      if (!bad.has(line)) read.errors.push({ line, column: rule?.columns[0] ?? '', message });
    }
  }
}

/** Most lines that one sentence names. */
const MAX_TOLD = 10;

function told(lines: readonly number[]): string {
  if (lines.length > MAX_TOLD)
    return `${lines.slice(0, MAX_TOLD).join(', ')} and ${lines.length - MAX_TOLD} more`;
  return `${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
}
