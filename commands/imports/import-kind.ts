import type { Actor } from '../../contracts/actor.ts';
import type { RecordSource } from '../../contracts/customers/kinds.ts';
import type { ImportRowError } from '../../contracts/imports/imports.ts';
import type { DateReading, DecimalMark } from '../../domain/imports/csv-values.ts';
import type { ColumnSpec } from '../../domain/imports/csv-columns.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import type { RowReader } from './row-reader.ts';

/** What the rows of one import have in common. */
export interface ImportContext {
  deps: CommandDeps;
  actor: Actor;
  isDryRun: boolean;
  /** What the records it makes say of where they came from (C1). */
  source: Exclude<RecordSource, 'manual'>;
  /** Epoch milliseconds. */
  now: number;
  /** Day of the organisation, `YYYY-MM-DD`. */
  today: string;
  /** Currency of a new customer whose row names none. */
  baseCurrency: string;
  dates: DateReading;
  decimalMark: DecimalMark | null;
}

/** What a row did; `failed` ones stand in the errors. */
export type RowOutcome = 'created' | 'updated' | 'skipped';

/** What one chunk of rows did. */
export interface ChunkResult {
  outcomes: RowOutcome[];
  /** Id of what each outcome is about, in the same order. */
  ids: string[];
  errors: ImportRowError[];
  /** Customers with something new that a message could depend on. */
  customerIds: string[];
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
