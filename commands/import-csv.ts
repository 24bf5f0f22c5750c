import type { Actor } from '../contracts/actor.ts';
import type { CreateImportQuery, Import, ImportRowError } from '../contracts/imports.ts';
import type { ImportKind } from '../contracts/kinds.ts';
import { ProblemError, refuseInvalid } from '../contracts/problems.ts';
import { localDateOf } from '../domain/calendar.ts';
import { findColumns } from '../domain/imports/csv-columns.ts';
import type { CommandDeps } from './deps.ts';
import { contactRows } from './imports/contact-rows.ts';
import { customerRows } from './imports/customer-rows.ts';
import type { ImportContext, ImportKindHandler } from './imports/import-kind.ts';
import { invoiceRows } from './imports/invoice-rows.ts';
import { RowReader, type ImportRow } from './imports/row-reader.ts';
import { storeChunk } from './imports/store-chunk.ts';

/** A file that was read to its end once: its text and records are sound. */
export interface CsvSource {
  /** The first record; empty for an empty file. */
  first: readonly string[];
  /** All records from the start, the first one included. */
  rows(): AsyncIterable<ImportRow>;
}

/** Rows of one transaction: locks are short, and a chunk is a fixed number of statements. */
const CHUNK_ROWS = 500;

const HANDLERS: { [K in ImportKind]: ImportKindHandler<{ line: number }> } = {
  customers: customerRows as ImportKindHandler<{ line: number }>,
  contacts: contactRows as ImportKindHandler<{ line: number }>,
  invoices: invoiceRows as ImportKindHandler<{ line: number }>,
};

/**
 * Imports customers, contacts or invoices (C11), chunk by chunk, each a transaction with its part of the summary. Rows
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
  const context = await contextOf(deps, actor, query);
  const importId = deps.newId('import');
  const { kind, dryRun: isDryRun } = query;
  await deps.store.imports.insert(deps.db, {
    id: importId,
    kind,
    isDryRun,
    createdById: actor.userId,
    now: context.now,
  });
  try {
    const seen = new Map<string, number>();
    for await (const rows of chunksOf(source.rows())) {
      const { good, errors } = readRows(
        handler,
        context,
        rows.map((row) => new RowReader(row, places)),
        seen,
      );
      await storeChunk(handler, context, { importId, total: rows.length, good, errors });
    }
    return await finish(context, importId, null);
  } catch (error) {
    await finish(
      context,
      importId,
      error instanceof ProblemError ? error.message : 'It was interrupted; import the file again.',
    );
    throw error;
  }
}

async function contextOf(deps: CommandDeps, actor: Actor, query: CreateImportQuery): Promise<ImportContext> {
  const now = await deps.now();
  const { zone, baseCurrency } = await deps.store.organisation.get(deps.db, actor);
  const today = localDateOf(now, zone);
  const marks = { point: '.', comma: ',' } as const;
  return {
    deps,
    actor,
    isDryRun: query.dryRun,
    now,
    today,
    baseCurrency,
    dates: { format: query.dateFormat, relativeTo: query.relativeDates ? today : null },
    decimalMark: query.decimalMark ? marks[query.decimalMark] : null,
  };
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
  seen: Map<string, number>,
): { good: Row[]; errors: ImportRowError[] } {
  const good: Row[] = [];
  const errors: ImportRowError[] = [];
  for (const reader of readers) {
    const row = handler.read(reader, context);
    const marks = reader.problems.length > 0 ? [] : handler.uniqueMarks(row);
    for (const { column, mark } of marks) {
      const line = seen.get(mark);
      if (line !== undefined) reader.fail(column, `stands on line ${line} already`);
    }
    if (reader.problems.length > 0) {
      errors.push(...reader.problems);
      continue;
    }
    for (const { mark } of marks) seen.set(mark, row.line);
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
      after: summary,
    });
    return summary;
  });
}
