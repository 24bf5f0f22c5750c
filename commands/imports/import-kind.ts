import type { Actor } from '../../contracts/actor.ts';
import type { RecordSource } from '../../contracts/customers/kinds.ts';
import type { LoweringCause } from '../../contracts/receivables/kinds.ts';
import type { RoundMode } from '../../contracts/imports/kinds.ts';
import type { ColumnSpec } from '../../domain/imports/csv-columns.ts';
import type { DecimalMark } from '../../domain/imports/read-amount.ts';
import type { DateReading } from '../../domain/imports/read-day.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { RowReader } from './row-reader.ts';

/** That a file is the whole truth about what is open of its source on a day (C21). */
export interface OpenItems {
  source: string;
  /** `YYYY-MM-DD` */
  asOf: string;
}

/** What the rows of one import have in common. */
export interface ImportContext {
  deps: CommandDeps;
  actor: Actor;
  isDryRun: boolean;
  /** Whether a row is stored without a bad optional value, which is told then: a program that sends JSON hears of it. */
  isLenient: boolean;
  /** What the records it makes say of where they came from (C1). */
  source: Exclude<RecordSource, 'manual'>;
  /** The system that the file comes from, where it is named (C21). */
  ofSystem: string | null;
  /** Null: nothing is closed that the file lacks. */
  openItems: OpenItems | null;
  /** Epoch milliseconds. */
  now: number;
  /** Day of the organisation, `YYYY-MM-DD`. */
  today: string;
  /** Currency of a new customer whose row names none. */
  baseCurrency: string;
  dates: DateReading;
  decimalMark: DecimalMark | null;
  /** Why balances fell that rows show lower without a word; null: they were paid (C13). */
  loweredBy: LoweringCause | null;
  /** What becomes of decimals that a currency does not have; null: such rows are refused. */
  round: RoundMode | null;
}

/** What a row did; `failed` ones stand in the errors. */
export type RowOutcome = 'created' | 'updated' | 'skipped';

/** What is wrong with one value of one row; `column` is empty when the row as a whole is meant. */
export interface RowProblem {
  line: number;
  column: string;
  message: string;
}

/** What one chunk of rows did. */
export interface ChunkResult {
  outcomes: RowOutcome[];
  /** Id of what each outcome is about, in the same order; null: of nothing that is stored. */
  ids: (string | null)[];
  errors: RowProblem[];
  /** Values that were left out of rows that were stored, and why rows were skipped that said something new. */
  warnings: RowProblem[];
  /** Customers with something new that a message could depend on. */
  customerIds: string[];
}

/** The result of a chunk before anything was done. */
export const emptyResult = (): ChunkResult => ({
  outcomes: [],
  ids: [],
  errors: [],
  warnings: [],
  customerIds: [],
});

/** Several rows that are one thing. */
export interface RowLines<Row> {
  /** The columns that say which rows belong together; the first is named where they may not. */
  columns: readonly [string, ...string[]];
  /** Whether they are one thing only where the import says `lines: sum`; otherwise they always are. */
  isDeclared: boolean;
  /** What several rows come to, with the lines of each, or what contradicts it, by line. */
  merge(rows: readonly Row[]): { merged: MergedRow<Row>[]; problems: RowProblem[] };
}

/** A row that was made of the lines beside it. */
export interface MergedRow<Row> {
  row: Row;
  lines: readonly number[];
}

/** One kind of file: how its rows are read, told apart and stored. */
export interface ImportKindHandler<Row extends { line: number }> {
  columns: ColumnSpec;
  /** Reads a row without the database; problems are left in the reader. */
  read(reader: RowReader, context: ImportContext): Row;
  /** Whether it does not matter which of two rows is stored first; then several chunks are stored at once. */
  isOrderFree: boolean;
  /** Marks that only one row of a file may have, with the column to name: the same customer twice, two primaries. */
  uniqueMarks(row: Row): { column: string; mark: string }[];
  /** Rows that name the same thing are refused, all of them, or are its lines; null: the first one counts. */
  lines: RowLines<Row> | null;
  /**
   * Stores the rows of a chunk in one transaction, with a fixed number of statements. A dry run tells the same result
   * and only reads.
   */
  store(tx: Tx, context: ImportContext, rows: readonly Row[]): Promise<ChunkResult>;
}

/** Thrown when somebody else created one of the chunk's rows meanwhile: the chunk is done again from the start. */
export class ChunkOvertaken extends Error {
  override readonly name = 'ChunkOvertaken';
}
