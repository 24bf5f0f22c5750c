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
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import { CUSTOMER_STATUSES, type CustomerStatus } from '../../contracts/customers/kinds.ts';
import { NO_RULES, type PropertyRules } from '../../domain/customers/check-properties.ts';
import { normaliseName, readChoice } from '../../domain/imports/csv-values.ts';
import { mergeCustomer, type StoredCustomer } from '../../domain/imports/merge-customer.ts';
import { readProperties } from '../../domain/imports/read-properties.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CustomerColumns } from '../../infra/db/imports/import-customers.ts';
import {
  ChunkOvertaken,
  emptyResult,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import type { Cell, RowReader } from './row-reader.ts';

/** A customer as a row gives it. */
export interface CustomerRow {
  line: number;
  /** Null: it is known by our own id. */
  externalId: string | null;
  /** Our own id, as exports have it; it counts where the row has no external id. */
  id: string | null;
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

/** Customers (C1): found again by their external id, and those without one by our own (C22). */
export const customerRows: ImportKindHandler<CustomerRow> = {
  columns: IMPORT_COLUMNS.customers,
  isOrderFree: true,
  read: readCustomer,
  uniqueMarks: (row) => [{ column: row.externalId === null ? 'id' : 'external_id', mark: markOf(row) }],
  lines: null,
  store: storeCustomers,
};

const markOf = ({ externalId, id }: { externalId: string | null; id: string | null }) =>
  externalId ?? `\n${id}`;

function readCustomer(reader: RowReader): CustomerRow {
  const { prefix } = IMPORT_COLUMNS.customers;
  const properties: CustomerRow['properties'] = {};
  for (const column of reader.columns(prefix)) {
    const value = reader.parseOptional(column, propertySchema);
    if (value !== undefined) properties[column.slice(prefix.length)] = value;
  }
  const id = reader.parse('id', lineSchema(100)) ?? null;
  const externalId = reader.parseCode('external_id', codeSchema) ?? null;
  return {
    line: reader.line,
    externalId: id === null ? reader.need('external_id', externalId, '') : externalId,
    id: externalId === null ? id : null,
    name: reader.need('name', reader.parse('name', nameSchema, normaliseName), ''),
    // Whether it may be written to, and in which currency, must not be lost: such a row is refused.
    status: reader.read('status', (text) => readChoice(text, CUSTOMER_STATUSES)),
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    arOwnerEmail: reader.parseOptional('ar_owner_email', emailSchema, (text) => text.toLowerCase()),
    salesOwnerEmail: reader.parseOptional('sales_owner_email', emailSchema, (text) => text.toLowerCase()),
    zone: reader.parseOptional('zone', zoneSchema, zoneSpelling),
    locale: reader.parseOptional('locale', localeSchema, canonicalLocale),
    score: reader.parseOptional('score', scoreSchema),
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

/** What the properties were defined as, where the rows have any. */
async function propertyRulesOf(
  { deps }: ImportContext,
  tx: Tx,
  rows: readonly CustomerRow[],
): Promise<PropertyRules> {
  if (rows.every(({ properties }) => Object.keys(properties).length === 0)) return NO_RULES;
  return (await deps.store.properties.rulesOf(tx, ['customer'])).get('customer') ?? NO_RULES;
}

async function storeCustomers(
  tx: Tx,
  context: ImportContext,
  rows: readonly CustomerRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun } = context;
  const { importCustomers } = deps.store;
  const wanted = {
    externalIds: rows.flatMap((row) => row.externalId ?? []),
    ids: rows.flatMap((row) => row.id ?? []),
  };
  if (!isDryRun) await importCustomers.lockCustomers(tx, wanted);
  const known = await importCustomers.readCustomers(tx, actor, wanted);
  const stored = new Map<string, StoredCustomer>();
  for (const customer of known) {
    if (customer.externalId !== null) stored.set(customer.externalId, customer);
    stored.set(markOf({ externalId: null, id: customer.id }), customer);
  }
  const owners = await importCustomers.readOwners(
    tx,
    rows
      .flatMap((row) => [row.arOwnerEmail, row.salesOwnerEmail])
      .filter((email) => typeof email === 'string'),
  );
  const rules = await propertyRulesOf(context, tx, rows);
  const result = emptyResult();
  const created: CustomerColumns[] = [];
  const updated: CustomerColumns[] = [];
  const handedOver: string[] = [];
  for (const row of rows) {
    const earlier = stored.get(markOf(row)) ?? null;
    const { line } = row;
    if (row.externalId === null && !earlier?.isVisible) {
      result.errors.push({
        line,
        column: 'id',
        message: 'is no known customer; a new one needs an external_id',
      });
      continue;
    }
    const externalId = row.externalId ?? earlier?.externalId ?? null;
    const before = earlier?.isVisible ? earlier.properties : null;
    const read = readProperties(rules, row.properties, before, { ...context, isFile: context.isLenient });
    const merged = mergeCustomer(
      earlier,
      { ...row, externalId, properties: read.properties },
      { owners, baseCurrency: context.baseCurrency },
    );
    const warnings = [...merged.warnings, ...read.problems];
    const problems = context.isLenient ? merged.problems : [...merged.problems, ...warnings];
    if (problems.length > 0) {
      result.errors.push(...problems.map((problem) => ({ line, ...problem })));
      continue;
    }
    result.warnings.push(...warnings.map((warning) => ({ line, ...warning })));
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
