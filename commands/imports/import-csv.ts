import type { Actor } from '../../contracts/actor.ts';
import type { CreateImportQuery, Import } from '../../contracts/imports/imports.ts';
import type { ImportKind } from '../../contracts/imports/kinds.ts';
import { DECIMAL_MARK_NAMES, type ImportReading } from '../../contracts/imports/reading.ts';
import { ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { isBlank, type FileRow } from '../../domain/csv/find-delimiter.ts';
import type { FileHeader } from '../../domain/imports/find-header.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';
import { closeMissing } from './close-missing.ts';
import { compareOpenItems } from './compare-open-items.ts';
import { contactRows } from './contact-rows.ts';
import type { CsvRecords, CsvSource } from './csv-source.ts';
import { customerRows } from './customer-rows.ts';
import { finishImport } from './finish-import.ts';
import type { ImportContext, ImportKindHandler, OpenItems } from './import-kind.ts';
import { invoiceRows } from './invoice-rows.ts';
import { openImport } from './open-import.ts';
import { paymentRows } from './payment-rows.ts';
import { FileRowReader, type RowReading } from './read-rows.ts';
import { relatedRecordRows } from './related-record-rows.ts';
import { RepeatedRows } from './repeated-rows.ts';
import { headerFor } from './import-header.ts';
import { sourceIsBusy } from './source-is-busy.ts';
import { shownWords, storeChunk } from './store-chunk.ts';

/** Why an import failed that no file is to blame for. */
const INTERRUPTED = 'It was interrupted; import the file again, what it had stored is skipped.';

/** Rows of one transaction: locks are short, and a chunk is a fixed number of statements. */
const CHUNK_ROWS = 500;

/** One of them computes while the other waits for the database. Those that share a customer wait for each other. */
const CHUNKS_AT_ONCE = 2;

const HANDLERS: { [K in ImportKind]: ImportKindHandler<{ line: number }> } = {
  customers: customerRows as ImportKindHandler<{ line: number }>,
  contacts: contactRows as ImportKindHandler<{ line: number }>,
  invoices: invoiceRows as unknown as ImportKindHandler<{ line: number }>,
  payments: paymentRows as unknown as ImportKindHandler<{ line: number }>,
  related_records: relatedRecordRows as unknown as ImportKindHandler<{ line: number }>,
};

/** A file, and how it is read: as declared, or by a saved profile. */
export interface ImportInput {
  source: CsvSource;
  query: CreateImportQuery;
  reading: ImportReading;
}

/**
 * Imports the rows of a CSV file (C11), chunk by chunk, each a transaction with its part of the summary. Rows
 * with errors are reported and left out. The same file again changes nothing and counts everything as skipped; the same
 * `Idempotency-Key` again answers the import that was.
 *
 * A file of open items is compared with what is open then (C21).
 *
 * @throws ProblemError `validation` when columns are unknown, double or missing; then nothing is written
 * @throws ProblemError `conflict` while another file of open items of the source is on its way
 */
export async function importCsv(
  deps: CommandDeps,
  actor: Actor,
  { source, query, reading }: ImportInput,
): Promise<Import> {
  const { kind, dryRun: isDryRun } = query;
  const handler = HANDLERS[kind];
  const header = headerFor(source, handler.columns, reading.mapping);
  const records = await source.check(header.head);
  const importId = deps.newId('import');
  const cause = { origin: 'import', originId: importId, depth: 0 } as const;
  const context = await contextOf(deps, { ...actor, cause }, { query, reading });
  const { openItems, ofSystem } = context;
  const row = {
    id: importId,
    kind,
    isDryRun,
    ignoredColumns: [...header.ignored],
    source: ofSystem,
    openItems,
  };
  const claim = { importId, source: openItems && !isDryRun ? openItems.source : null };
  const result = await deps.store.importClaims.underClaim(deps.db, claim, async () => {
    const earlier = await openImport(deps, actor, row);
    if (earlier) return earlier;
    let stored: Import;
    try {
      await tellTitles(deps, importId, header);
      const places = handler.lines?.columns.map((column) => header.places.get(column)) ?? [];
      const repeated = await RepeatedRows.find(records.rows(), { places, headerLine: header.line });
      const written = header.head.rows.find(({ line }) => line === header.line)?.values ?? [];
      const lines = reading.lines ?? null;
      const rowReading = { handler, context, columns: header, header: written, repeated, lines };
      await storeRows(rowReading, { importId, records, header });
      if (!openItems) return await finish(context, importId, null);
      stored = await compareOpenItems(context, importId);
    } catch (error) {
      const reason = error instanceof ProblemError ? error.message : INTERRUPTED;
      await finish(context, importId, reason);
      throw error;
    }
    // From here on the reconciler goes on with it.
    return stored.status === 'closing' ? closeMissing(deps, actor, { importId }) : stored;
  });
  return result ?? sourceIsBusy(claim.source);
}

/** Names the rows above the header: they are not read, and a file that has its header in the middle must not hide that. */
async function tellTitles(
  deps: CommandDeps,
  importId: string,
  { head, line: headerLine }: FileHeader,
): Promise<void> {
  const titles = head.rows.filter(({ line, values }) => line < headerLine && !isBlank(values));
  if (titles.length === 0) return;
  const problems = titles.map(({ line, values }) => ({
    line,
    column: '',
    message: 'stands above the header, and is not read',
    value: shownWords(values.join(' ').trim()),
    isWarning: true,
  }));
  const counts = { total: 0, created: 0, updated: 0, skipped: 0, failed: 0, warnings: titles.length };
  await deps.store.imports.addChunk(deps.db, importId, { counts, problems });
}

async function contextOf(
  deps: CommandDeps,
  actor: Actor,
  { query, reading }: { query: CreateImportQuery; reading: ImportReading },
): Promise<ImportContext> {
  const now = await deps.now();
  const { zone, baseCurrency } = await deps.store.organisation.get(deps.db, actor);
  const today = localDateOf(now, zone);
  const openItems = openItemsOf(reading, { asOf: query.asOf, today });
  return {
    deps,
    actor,
    source: 'import',
    isDryRun: query.dryRun,
    isLenient: true,
    ofSystem: reading.source ?? null,
    openItems,
    now,
    today,
    baseCurrency,
    dates: { format: reading.dateFormat ?? 'YYYY-MM-DD', today, isRelative: query.relativeDates },
    decimalMark: reading.decimalMark ? DECIMAL_MARK_NAMES[reading.decimalMark] : null,
    round: reading.round ?? null,
    loweredBy: query.loweredBy ?? null,
  };
}

/** @throws ProblemError `validation` for a day that does not fit */
function openItemsOf(
  { mode, source = 'import' }: ImportReading,
  { asOf, today }: { asOf: string | undefined; today: string },
): OpenItems | null {
  const fail = (message: string) => refuseInvalid([{ field: 'query.asOf', message }]);
  if (mode !== 'openItems') {
    if (asOf !== undefined) fail('is for `mode=openItems` only');
    return null;
  }
  if (asOf !== undefined && asOf > today) fail(`must not be later than today, ${today}`);
  return { source, asOf: asOf ?? today };
}

interface RowsToStore {
  importId: string;
  records: CsvRecords;
  header: FileHeader;
}

/**
 * Stores one chunk after the other, or a few at once, and reads the next meanwhile: file and database are at work at the
 * same time.
 */
async function storeRows<Row extends { line: number }>(
  reading: RowReading<Row>,
  { importId, records, header }: RowsToStore,
): Promise<void> {
  const { handler, context } = reading;
  const reader = new FileRowReader(reading);
  const atOnce = handler.isOrderFree ? CHUNKS_AT_ONCE : 1;
  const storing: Promise<void>[] = [];
  try {
    for await (const rows of chunksOf(records.rows(), header.line)) {
      const read = reader.read(rows);
      if (storing.length === atOnce) await storing.shift();
      const stored = storeChunk(handler, context, { importId, rows, columns: header, ...read });
      // Its failure is met when it is waited for; until then it must not count as unheard of.
      stored.catch(() => {});
      storing.push(stored);
    }
  } finally {
    await Promise.allSettled(storing);
  }
  await Promise.all(storing);
}

/** All records below the header that say something, in chunks. */
async function* chunksOf(rows: AsyncIterable<FileRow>, headerLine: number): AsyncGenerator<FileRow[]> {
  let chunk: FileRow[] = [];
  for await (const row of rows) {
    if (row.line > headerLine && !isBlank(row.values)) chunk.push(row);
    if (chunk.length === CHUNK_ROWS) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function finish(
  { deps, actor }: ImportContext,
  importId: string,
  error: string | null,
): Promise<Import> {
  const now = await deps.now();
  return deps.db.$transaction((tx) => finishImport({ deps, tx, actor, now }, importId, error));
}
