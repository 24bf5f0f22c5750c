import type { ColumnPlaces } from '../../domain/imports/csv-columns.ts';
import type { FileRow } from '../../domain/csv/find-delimiter.ts';
import type { StoredProblem } from '../../infra/db/imports/imports.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import type { ReadRows } from './read-rows.ts';
import {
  ChunkOvertaken,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
  type RowProblem,
} from './import-kind.ts';

/** The rows of one chunk after they were read. */
export interface Chunk<Row> extends ReadRows<Row> {
  importId: string;
  /** Rows read, the bad ones included. */
  rows: readonly FileRow[];
  columns: ColumnPlaces;
}

/** Two imports of the same new rows overtake each other once; a third time something else is wrong. */
const MAX_TRIES = 3;

/**
 * Stores one chunk with its part of the summary in one transaction, marks the customers it changed, and wakes their
 * enrollments after the commit.
 */
export async function storeChunk<Row extends { line: number }>(
  handler: ImportKindHandler<Row>,
  context: ImportContext,
  chunk: Chunk<Row>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await storeOnce(handler, context, chunk);
    } catch (error) {
      if (!(error instanceof ChunkOvertaken) || tries === MAX_TRIES) throw error;
    }
  }
}

async function storeOnce<Row extends { line: number }>(
  handler: ImportKindHandler<Row>,
  context: ImportContext,
  chunk: Chunk<Row>,
): Promise<void> {
  const { deps, isDryRun, openItems } = context;
  const woken = await deps.db.$transaction(
    async (tx) => {
      const result = await handler.store(tx, context, chunk.good);
      await deps.store.imports.addChunk(tx, chunk.importId, summarise(chunk, result));
      if (openItems) {
        const names = result.ids.filter((id) => id !== null);
        const line = chunk.rows[0]?.line ?? 0;
        await deps.store.openItems.noteNamed(tx, chunk.importId, { line, names });
      }
      const customerIds = [...new Set(result.customerIds)];
      return isDryRun || customerIds.length === 0 ? [] : touchCustomers(deps, tx, customerIds);
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  );
  await wakeEnrollments(deps, woken);
}

function summarise<Row>({ rows, columns, ...read }: Chunk<Row>, result: ChunkResult) {
  const count = (outcome: string) => result.outcomes.filter((each) => each === outcome).length;
  // What keeps a row out that was made of several lines keeps all of them out.
  const refused = result.errors.flatMap((error) => {
    const others = read.together.get(error.line) ?? [];
    return [error, ...others.map((line) => ({ ...error, line }))];
  });
  const errors = [...read.errors, ...refused];
  const failed = new Set(errors.map(({ line }) => line));
  const left = [...read.warnings, ...result.warnings].filter(({ line }) => !failed.has(line));
  const words = wordsOf(rows, columns);
  const problems: StoredProblem[] = [
    ...errors.map((problem) => ({ ...problem, value: words(problem), isWarning: false })),
    ...left.map((problem) => ({ ...problem, value: words(problem), isWarning: true })),
  ];
  const counts = {
    total: rows.length,
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed: failed.size,
    warnings: left.length,
  };
  return { counts, problems };
}

/** Longest part of a value that is told. */
const MAX_WORDS = 200;

/** Words of a file as far as they are told. */
export const shownWords = (text: string): string => text.slice(0, MAX_WORDS);

/** The words that were read where a problem is, as the file has them. */
function wordsOf(rows: readonly FileRow[], { places }: ColumnPlaces) {
  const byLine = new Map(rows.map((row) => [row.line, row.values]));
  return ({ line, column }: RowProblem): string | null => {
    const place = places.get(column);
    const text = place === undefined ? undefined : byLine.get(line)?.[place];
    return text === undefined ? null : shownWords(text);
  };
}
