import type { Actor } from '../../contracts/actor.ts';
import type { CreateImportQuery, Import, ImportRowError } from '../../contracts/imports/imports.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { findColumns, type ColumnPlaces } from '../../domain/imports/csv-columns.ts';
import { SeenMarks } from '../../domain/imports/seen-marks.ts';
import type { CommandDeps } from '../deps.ts';
import { contactRows } from './contact-rows.ts';
import { customerRows } from './customer-rows.ts';
import type { ImportContext, ImportKindHandler } from './import-kind.ts';
import { invoiceRows } from './invoice-rows.ts';
import { paymentRows } from './payment-rows.ts';
import { relatedRecordRows } from './related-record-rows.ts';
import { RowReader, type ImportRow } from './row-reader.ts';
import { storeChunk } from './store-chunk.ts';

/** A file that was read to its end once: its text and records are sound. */
export interface CsvSource {
  /** The first record; empty for an empty file. */
  first: readonly string[];
  /** All records from the start, the first one included. */
  rows(): AsyncIterable<ImportRow>;
}

/** Why an import failed that no file is to blame for. */
const INTERRUPTED = 'It was interrupted; import the file again, what it had stored is skipped.';

/** Rows of one transaction: locks are short, and a chunk is a fixed number of statements. */
const CHUNK_ROWS = 500;

/** One of them computes while the other waits for the database. Those that share a customer wait for each other. */
const CHUNKS_AT_ONCE = 2;

const HANDLERS: { [K in ImportKind]: ImportKindHandler<{ line: number }> } = {
  customers: customerRows as ImportKindHandler<{ line: number }>,
  contacts: contactRows as ImportKindHandler<{ line: number }>,
  invoices: invoiceRows as ImportKindHandler<{ line: number }>,
  payments: paymentRows as unknown as ImportKindHandler<{ line: number }>,
  related_records: relatedRecordRows as unknown as ImportKindHandler<{ line: number }>,
};

/**
 * Imports the rows of a CSV file (C11), chunk by chunk, each a transaction with its part of the summary. Rows
 * with errors are reported and left out. The same file again changes nothing and counts everything as skipped.
 *
 * @throws ProblemError `validation` when columns are unknown, double or missing; then nothing is written
 */
export async function importCsv(
  deps: CommandDeps,
  actor: Actor,
  { source, query }: { source: CsvSource; query: CreateImportQuery },
): Promise<Import> {
  const handler = HANDLERS[query.kind];
  if (source.first.length === 0) refuseInvalid([{ field: 'line 1', message: 'the file is empty' }]);
  const { places, problems } = findColumns(source.first, handler.columns);
  refuseInvalid(problems, 'The header does not fit.');
  const importId = deps.newId('import');
  const cause = { origin: 'import', originId: importId, depth: 0 } as const;
  const context = await contextOf(deps, { ...actor, cause }, query);
  const { kind, dryRun: isDryRun } = query;
  const { now } = context;
  return deps.store.importClaims.underClaim(deps.db, importId, async () => {
    const row = { id: importId, kind, isDryRun, createdById: actor.userId, now };
    await deps.store.imports.insert(deps.db, row);
    try {
      await storeRows(handler, context, { importId, rows: source.rows(), places });
      return await finish(context, importId, null);
    } catch (error) {
      const reason = error instanceof ProblemError ? error.message : INTERRUPTED;
      await finish(context, importId, reason);
      throw error;
    }
  });
}

async function contextOf(deps: CommandDeps, actor: Actor, query: CreateImportQuery): Promise<ImportContext> {
  const now = await deps.now();
  const { zone, baseCurrency } = await deps.store.organisation.get(deps.db, actor);
  const today = localDateOf(now, zone);
  const marks = { point: '.', comma: ',' } as const;
  return {
    deps,
    actor,
    source: 'import',
    isDryRun: query.dryRun,
    now,
    today,
    baseCurrency,
    dates: { format: query.dateFormat, relativeTo: query.relativeDates ? today : null },
    decimalMark: query.decimalMark ? marks[query.decimalMark] : null,
  };
}

interface RowsToStore {
  importId: string;
  rows: AsyncIterable<ImportRow>;
  places: ColumnPlaces;
}

/**
 * Stores one chunk after the other, or a few at once, and reads the next meanwhile: file and database are at work at the
 * same time.
 */
async function storeRows<Row extends { line: number }>(
  handler: ImportKindHandler<Row>,
  context: ImportContext,
  { importId, rows, places }: RowsToStore,
): Promise<void> {
  const seen = new SeenMarks();
  const atOnce = handler.isOrderFree ? CHUNKS_AT_ONCE : 1;
  const storing: Promise<void>[] = [];
  try {
    for await (const chunk of chunksOf(rows)) {
      const readers = chunk.map((row) => new RowReader(row, places));
      const { good, errors } = readRows(handler, context, readers, seen);
      if (storing.length === atOnce) await storing.shift();
      const stored = storeChunk(handler, context, { importId, total: chunk.length, good, errors });
      // Its failure is met when it is waited for; until then it must not count as unheard of.
      stored.catch(() => {});
      storing.push(stored);
    }
  } finally {
    await Promise.allSettled(storing);
  }
  await Promise.all(storing);
}

/** All records but the header, in chunks. */
async function* chunksOf(rows: AsyncIterable<ImportRow>): AsyncGenerator<ImportRow[]> {
  let chunk: ImportRow[] = [];
  let isHeader = true;
  for await (const row of rows) {
    if (!isHeader) chunk.push(row);
    isHeader = false;
    if (chunk.length === CHUNK_ROWS) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

function readRows<Row extends { line: number }>(
  handler: ImportKindHandler<Row>,
  context: ImportContext,
  readers: readonly RowReader[],
  seen: SeenMarks,
): { good: Row[]; errors: ImportRowError[] } {
  const good: Row[] = [];
  const errors: ImportRowError[] = [];
  for (const reader of readers) {
    const row = handler.read(reader, context);
    const marks = reader.problems.length > 0 ? [] : handler.uniqueMarks(row);
    for (const { column, mark } of marks) {
      const line = seen.lineOf(mark);
      if (line !== undefined) reader.fail(column, `stands on line ${line} already`);
    }
    if (reader.problems.length > 0) {
      errors.push(...reader.problems);
      continue;
    }
    for (const { mark } of marks) seen.add(mark, row.line);
    good.push(row);
  }
  return { good, errors };
}

async function finish(
  { deps, actor }: ImportContext,
  importId: string,
  error: string | null,
): Promise<Import> {
  const now = await deps.now();
  return deps.db.$transaction(async (tx) => {
    const summary = await deps.store.imports.finish(tx, importId, { error, now });
    await deps.store.audit.record(tx, {
      at: now,
      actor,
      action: summary.isDryRun ? 'import.dryRun' : 'import.run',
      entity: 'import',
      entityId: importId,
      customerId: null,
      after: summary,
    });
    return summary;
  });
}
