import { Decimal } from 'decimal.js';
import { decimalsOf } from '../../contracts/currencies.ts';
import { currencySchema, lineSchema, textSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import { relatedRecordChanges } from '../../contracts/receivables/changes.ts';
import { documentUrlSchema } from '../../contracts/receivables/documents.ts';
import type { PropertyEntity } from '../../contracts/customers/kinds.ts';
import {
  RELATED_RECORD_KINDS,
  TRANSACTION_MEANS,
  type RelatedRecordKind,
} from '../../contracts/receivables/kinds.ts';
import { NO_RULES, type PropertyRules } from '../../domain/customers/check-properties.ts';
import { readChoice } from '../../domain/imports/csv-values.ts';
import { allocate, lowerInvoices, readAllocations } from '../../domain/imports/allocations.ts';
import {
  mergeRelatedRecord,
  type RelatedRecordInput,
  type StoredRelatedRecord,
} from '../../domain/imports/merge-related-record.ts';
import { newEvents, readEvents, type RecordEvent } from '../../domain/imports/record-events.ts';
import { ofAnotherSource } from '../../domain/imports/merge-invoice.ts';
import { readProperties } from '../../domain/imports/read-properties.ts';
import { readDay } from '../../domain/imports/read-day.ts';
import type { LoweredRow } from '../../infra/db/receivables/balances.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { RelatedRecordRow as Columns } from '../../infra/db/imports/import-related-records.ts';
import {
  ChunkOvertaken,
  emptyResult,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import { recordLowered } from './record-lowered.ts';
import { customersOfRows, type OfCustomer } from './row-customers.ts';
import { fitAllocations, fitMoney, readMoney, type WrittenSign } from './row-money.ts';
import type { RowReader } from './row-reader.ts';

/** A related record as a row gives it. */
export type RelatedRecordRow = RelatedRecordInput &
  OfCustomer & { line: number; signs?: readonly WrittenSign[] };

// Built once: making a schema costs more than reading a row with it.
const externalIdSchema = lineSchema(200);
const statusSchema = lineSchema(100);
const propertySchema = textSchema(2000);

/** Related records (C16): found again by kind and external id. */
export const relatedRecordRows: ImportKindHandler<RelatedRecordRow> = {
  columns: IMPORT_COLUMNS.related_records,
  isOrderFree: false,
  read: readRecord,
  uniqueMarks: (row) => [{ column: 'external_id', mark: keyOf(row) }],
  lines: null,
  store: storeRecords,
};

function readRecord(reader: RowReader, context: ImportContext): RelatedRecordRow {
  const { prefix } = IMPORT_COLUMNS.related_records;
  const day = (column: string) => reader.readOptional(column, (text) => readDay(text, context.dates));
  const properties: Record<string, string | null> = {};
  for (const column of reader.columns(prefix)) {
    const value = reader.parseOptional(column, propertySchema);
    if (value !== undefined) properties[column.slice(prefix.length)] = value;
  }
  const kind = reader.need(
    'kind',
    reader.read('kind', (text) => readChoice(text, RELATED_RECORD_KINDS)),
    'document',
  );
  return {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.code('customer_external_id'), ''),
    kind,
    externalId: reader.need('external_id', reader.parseCode('external_id', externalIdSchema), ''),
    status: reader.parseOptional('status', statusSchema),
    occurredOn: day('occurred_on'),
    endsOn: day('ends_on'),
    amount: readMoney(reader, 'amount', context),
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    properties,
    allocations: reader.read('allocations', (text) => readAllocations(text, context.decimalMark)),
    ...readLinks(reader, kind),
    events: reader.read('events', (text) =>
      readEvents(text, { mark: context.decimalMark, dates: context.dates }),
    ),
    signs: reader.signs,
  };
}

/** Where a document can be opened, and what a transaction went over; in a row of another kind it is left out, with a warning. */
function readLinks(reader: RowReader, kind: RelatedRecordKind): Pick<RelatedRecordRow, 'url' | 'of'> {
  const url = reader.parseOptional('url', documentUrlSchema);
  const of = readMeans(reader);
  if (url && kind !== 'document') reader.warn('url', 'is for documents only');
  if (of && kind !== 'transaction') reader.warn('of_kind', 'is for transactions only');
  return {
    url: kind === 'document' ? url : undefined,
    of: kind === 'transaction' ? of : undefined,
  };
}

/** A card or account is named by both of its columns, or not at all. */
function readMeans(reader: RowReader): RelatedRecordRow['of'] {
  const kind = reader.readOptional('of_kind', (text) => readChoice(text, TRANSACTION_MEANS));
  const externalId = reader.parseOptional('of_external_id', externalIdSchema);
  if (kind === undefined && externalId === undefined) return undefined;
  return kind && externalId ? { kind, externalId } : null;
}

const keyOf = ({ kind, externalId }: { kind: string; externalId: string }) => `${kind}\n${externalId}`;

/** What the properties of each kind were defined as, where the rows have any. */
async function rulesOfRows(
  { deps }: ImportContext,
  tx: Tx,
  rows: readonly RelatedRecordRow[],
): Promise<ReadonlyMap<PropertyEntity, PropertyRules>> {
  const kinds = rows.flatMap(({ kind, properties }) => (Object.keys(properties).length > 0 ? [kind] : []));
  return kinds.length === 0 ? new Map() : deps.store.properties.rulesOf(tx, [...new Set(kinds)]);
}

async function storeRecords(
  tx: Tx,
  context: ImportContext,
  rows: readonly RelatedRecordRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun, isLenient, today, round } = context;
  const { allocations, balances, importRelatedRecords: records } = deps.store;
  const customerOf = await customersOfRows(tx, context, rows);
  const customerIds = [...new Set(rows.flatMap((row) => customerOf(row)?.id ?? []))];
  const keys = rows.map(({ kind, externalId }) => ({ kind, externalId }));
  const stored = new Map<string, StoredRelatedRecord>(
    (await records.readStored(tx, actor, keys)).map((record) => [keyOf(record), record]),
  );
  const numbers = rows.flatMap((row) => (row.allocations ?? []).map((each) => each.invoiceNumber));
  const invoices = await allocations.readInvoices(tx, actor, { customerIds, numbers });
  const rules = await rulesOfRows(context, tx, rows);
  const result = emptyResult();
  const written: Record<'created' | 'updated', Columns[]> = { created: [], updated: [] };
  const lowered: LoweredRow[] = [];
  const moved: string[] = [];
  const happened: (RecordEvent & { id: string; relatedRecordId: string })[] = [];
  for (const given of rows) {
    const customer = customerOf(given);
    if (!customer) {
      result.errors.push({
        line: given.line,
        column: 'customer_external_id',
        message: 'is no known customer',
      });
      continue;
    }
    const earlier = stored.get(keyOf(given)) ?? null;
    // A transaction or a subscription may be in a currency of its own.
    const own = earlier?.customerId === customer.id ? earlier.currency : null;
    const currency = given.currency ?? own ?? customer.currency;
    const fitting = { currency, round, signs: given.signs, isFile: isLenient };
    const money = fitMoney({ amount: given.amount, left: given.left }, fitting);
    const parts = fitAllocations(given.allocations, fitting);
    const read = readProperties(
      rules.get(given.kind) ?? NO_RULES,
      given.properties,
      earlier?.customerId === customer.id ? earlier.properties : null,
      { ...context, isFile: isLenient },
    );
    const { properties } = read;
    const row = { ...given, ...money.amounts, allocations: parts.allocations, properties };
    const { record, isChanged, isCreditMoved, problems } = mergeRelatedRecord(earlier, row, customer);
    const allocation = allocate(
      {
        customerId: customer.id,
        amount: new Decimal(record.amount ?? 0).minus(record.creditUsed).toFixed(),
        wanted: row.kind === 'credit_note' ? row.allocations : null,
        stored: earlier?.customerId === customer.id ? earlier.allocations : [],
      },
      invoices,
    );
    const { events, problems: eventProblems } = newEvents(row.events, {
      ...record,
      currency: record.currency ?? customer.currency,
      stored: earlier?.customerId === customer.id ? earlier.events : [],
      round,
      decimalsOf,
    });
    const all = [...money.problems, ...parts.problems, ...problems, ...allocation.problems, ...eventProblems];
    if (!isLenient) all.push(...read.problems);
    if (context.openItems && all.length === 0)
      all.push(...ofAnotherSource(earlier, context.openItems.source));
    if (all.length > 0) {
      result.errors.push(...all.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    if (isLenient) result.warnings.push(...read.problems.map((problem) => ({ line: row.line, ...problem })));
    const id = earlier?.id ?? deps.newId('relatedRecord');
    // A file that names the system moves its records there.
    const source = context.ofSystem ?? earlier?.source ?? context.source;
    const isMoved = allocation.lowered.length > 0;
    const isUpdated = isChanged || isMoved || events.length > 0 || source !== earlier?.source;
    if (!earlier) written.created.push({ ...record, id, source });
    else if (isUpdated) written.updated.push({ ...record, id, source });
    if (isCreditMoved || isMoved) moved.push(customer.id);
    lowerInvoices(invoices, allocation.lowered);
    lowered.push(
      ...allocation.lowered.map((each) => ({
        ...each,
        id: deps.newId('creditApplication'),
        balanceChangeId: deps.newId('balanceChange'),
        sourceId: id,
        customerId: customer.id,
        currency: customer.currency,
        effectiveOn: today,
      })),
    );
    happened.push(
      ...events.map((event) => ({ ...event, id: deps.newId('relatedEvent'), relatedRecordId: id })),
    );
    result.ids.push(id);
    result.outcomes.push(!earlier ? 'created' : isUpdated ? 'updated' : 'skipped');
  }
  if (isDryRun) return result;
  if ((await records.insertAll(tx, { records: written.created, now })) < written.created.length)
    throw new ChunkOvertaken();
  await records.updateAll(tx, { records: written.updated, now });
  await records.insertEvents(tx, { events: happened, now });
  await balances.lower(tx, { rows: lowered, kind: 'credit', createdById: actor.userId, now });
  await recordChanges(tx, context, relatedRecordChanges, written);
  await recordLowered(tx, context, { kind: 'credit', created: [], lowered });
  return { ...result, customerIds: [...new Set(moved)] };
}
