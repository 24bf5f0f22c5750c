import { z } from 'zod';
import { customerChanges } from '../../contracts/customers/changes.ts';
import {
  currencySchema,
  emailSchema,
  lineSchema,
  localeSchema,
  textSchema,
  zoneSchema,
  zoneSpelling,
} from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/imports.ts';
import { CUSTOMER_STATUSES, type CustomerStatus } from '../../contracts/customers/kinds.ts';
import { normaliseName, readChoice } from '../../domain/imports/csv-values.ts';
import { mergeCustomer } from '../../domain/imports/merge-customer.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CustomerColumns } from '../../infra/db/imports/import-customers.ts';
import {
  ChunkOvertaken,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import type { Cell, RowReader } from './row-reader.ts';

/** A customer as a row gives it. */
export interface CustomerRow {
  line: number;
  externalId: string;
  name: string;
  status: Cell<CustomerStatus>;
  currency: Cell<string>;
  arOwnerEmail: Cell<string>;
  salesOwnerEmail: Cell<string>;
  zone: Cell<string>;
  locale: Cell<string>;
  score: Cell<number>;
  /** Only those whose columns are in the file; null removes one. */
  properties: Record<string, string | number | boolean | null>;
}

// Built once: making a schema costs more than reading a row with it.
const codeSchema = lineSchema(100);
const nameSchema = lineSchema(200);
const propertySchema = textSchema(2000);
const scoreSchema = z
  .string()
  .regex(/^-?\d{1,7}$/, { error: 'must be a whole number' })
  .transform(Number)
  .refine((score) => Math.abs(score) <= 1_000_000, { error: 'must lie between -1000000 and 1000000' });

/** Customers (C1): found again by their external id. */
export const customerRows: ImportKindHandler<CustomerRow> = {
  columns: IMPORT_COLUMNS.customers,
  isOrderFree: true,
  read: readCustomer,
  uniqueMarks: (row) => [{ column: 'external_id', mark: row.externalId }],
  store: storeCustomers,
};

function readCustomer(reader: RowReader): CustomerRow {
  const { prefix } = IMPORT_COLUMNS.customers;
  const properties: CustomerRow['properties'] = {};
  for (const column of reader.columns(prefix)) {
    properties[column.slice(prefix.length)] = reader.parse(column, propertySchema) ?? null;
  }
  return {
    line: reader.line,
    externalId: reader.need('external_id', reader.parse('external_id', codeSchema), ''),
    name: reader.need('name', reader.parse('name', nameSchema, normaliseName), ''),
    status: reader.read('status', (text) => readChoice(text, CUSTOMER_STATUSES)),
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    arOwnerEmail: reader.parse('ar_owner_email', emailSchema, (text) => text.toLowerCase()),
    salesOwnerEmail: reader.parse('sales_owner_email', emailSchema, (text) => text.toLowerCase()),
    zone: reader.parse('zone', zoneSchema, zoneSpelling),
    locale: reader.parse('locale', localeSchema, canonicalLocale),
    score: reader.parse('score', scoreSchema),
    properties,
  };
}

function canonicalLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? tag;
  } catch {
    return tag;
  }
}

async function storeCustomers(
  tx: Tx,
  context: ImportContext,
  rows: readonly CustomerRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun } = context;
  const { importCustomers } = deps.store;
  const externalIds = rows.map((row) => row.externalId);
  if (!isDryRun) await importCustomers.lockCustomers(tx, externalIds);
  const stored = await importCustomers.readCustomers(tx, actor, externalIds);
  const owners = await importCustomers.readOwners(
    tx,
    rows
      .flatMap((row) => [row.arOwnerEmail, row.salesOwnerEmail])
      .filter((email) => typeof email === 'string'),
  );
  const result: ChunkResult = { outcomes: [], ids: [], errors: [], customerIds: [] };
  const created: CustomerColumns[] = [];
  const updated: CustomerColumns[] = [];
  const handedOver: string[] = [];
  for (const row of rows) {
    const earlier = stored.get(row.externalId) ?? null;
    const merged = mergeCustomer(earlier, row, { owners, baseCurrency: context.baseCurrency });
    if (merged.problems.length > 0) {
      result.errors.push(...merged.problems.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    const id = earlier?.id ?? deps.newId('customer');
    if (!earlier) created.push({ ...merged.customer, id });
    else if (merged.isChanged) updated.push({ ...merged.customer, id });
    const { arOwnerId, salesOwnerId } = merged.customer;
    if (earlier && (earlier.arOwnerId !== arOwnerId || earlier.salesOwnerId !== salesOwnerId))
      handedOver.push(id);
    result.ids.push(id);
    result.outcomes.push(!earlier ? 'created' : merged.isChanged ? 'updated' : 'skipped');
  }
  if (isDryRun) return result;
  if (
    (await importCustomers.insertCustomers(tx, { customers: created, source: context.source, now })) <
    created.length
  )
    throw new ChunkOvertaken();
  await importCustomers.updateCustomers(tx, { customers: updated, now });
  if (handedOver.length > 0)
    await deps.hooks.followSight(deps, tx, { of: { customerIds: handedOver }, actor, now });
  await recordChanges(tx, context, customerChanges, { created, updated });
  return { ...result, customerIds: updated.map((customer) => customer.id) };
}
