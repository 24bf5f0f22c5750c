import type { ImportRowError } from '../../contracts/imports/imports.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../run-command.ts';
import { wakeEnrollments } from '../wakes.ts';
import { touchCustomers } from '../customers/touch-customer.ts';
import {
  ChunkOvertaken,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';

/** The rows of one chunk after they were read. */
export interface Chunk<Row> {
  importId: string;
  /** Rows read, the bad ones included. */
  total: number;
  good: readonly Row[];
  errors: readonly ImportRowError[];
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
  const { deps, isDryRun } = context;
  const woken = await deps.db.$transaction(
    async (tx) => {
      const result = await handler.store(tx, context, chunk.good);
      await deps.store.imports.addChunk(tx, chunk.importId, summarise(chunk, result));
      const customerIds = [...new Set(result.customerIds)];
      return isDryRun || customerIds.length === 0 ? [] : touchCustomers(deps, tx, customerIds);
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  );
  await wakeEnrollments(deps, woken);
}

function summarise<Row>({ total, errors }: Chunk<Row>, result: ChunkResult) {
  const count = (outcome: string) => result.outcomes.filter((each) => each === outcome).length;
  const all = [...errors, ...result.errors];
  const counts = {
    total,
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed: new Set(all.map(({ line }) => line)).size,
  };
  // What was left out on purpose is told beside what was wrong, and has not failed.
  return { counts, errors: [...all, ...(result.notes ?? [])] };
}
