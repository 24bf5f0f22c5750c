import { currencySchema, lineSchema, urlSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/imports.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import { INVOICE_STATUSES } from '../../contracts/receivables/kinds.ts';
import { readAmount, readBoolean, readChoice, readDay } from '../../domain/imports/csv-values.ts';
import { mergeInvoice, type InvoiceInput, type StoredInvoice } from '../../domain/imports/merge-invoice.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { BalanceChangeRow, ImportedDispute } from '../../infra/db/imports/import-invoices.ts';
import {
  ChunkOvertaken,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { recordChanges } from './record-changes.ts';
import type { RowReader } from './row-reader.ts';

/** An invoice as a row gives it. */
export type InvoiceRow = InvoiceInput & { line: number; customerExternalId: string };

// Built once: making a schema costs more than reading a row with it.
const codeSchema = lineSchema(100);
const reasonSchema = lineSchema(500);

/** Invoices (C2): found again by their number. */
export const invoiceRows: ImportKindHandler<InvoiceRow> = {
  columns: IMPORT_COLUMNS.invoices,
  isOrderFree: true,
  read: readInvoice,
  uniqueMarks: (row) => [{ column: 'number', mark: row.number }],
  store: storeInvoices,
};

function readInvoice(reader: RowReader, { dates, decimalMark }: ImportContext): InvoiceRow {
  const day = (column: string) => reader.read(column, (text) => readDay(text, dates));
  const money = (column: string) => reader.read(column, (text) => readAmount(text, decimalMark));
  return {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.text('customer_external_id'), ''),
    number: reader.need('number', reader.parse('number', codeSchema), ''),
    issuedOn: reader.need('issued_on', day('issued_on'), ''),
    dueOn: reader.need('due_on', day('due_on'), ''),
    amount: reader.need('amount', money('amount'), '0'),
    balance: money('balance'),
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    status: reader.read('status', (text) => readChoice(text, INVOICE_STATUSES)),
    isDisputed: reader.read('disputed', readBoolean),
    disputeReason: reader.parse('dispute_reason', reasonSchema),
    poNumber: reader.parse('po_number', codeSchema),
    payUrl: reader.parse('pay_url', urlSchema),
    pdfUrl: reader.parse('pdf_url', urlSchema),
  };
}

async function storeInvoices(
  tx: Tx,
  context: ImportContext,
  rows: readonly InvoiceRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun, today } = context;
  const { importContacts, importCustomers, importInvoices } = deps.store;
  const externalIds = [...new Set(rows.map((row) => row.customerExternalId))];
  if (!isDryRun) await importCustomers.lockCustomers(tx, externalIds);
  const customers = await importContacts.readCustomersOf(tx, actor, externalIds);
  const stored = await importInvoices.readInvoices(
    tx,
    actor,
    rows.map((row) => row.number),
  );
  const result: ChunkResult = { outcomes: [], ids: [], errors: [], customerIds: [] };
  const created: StoredInvoice[] = [];
  const updated: StoredInvoice[] = [];
  const changes: BalanceChangeRow[] = [];
  const disputes: ImportedDispute[] = [];
  const settled: string[] = [];
  for (const row of rows) {
    const customer = customers.get(row.customerExternalId);
    if (!customer) {
      result.errors.push({ line: row.line, column: 'customer_external_id', message: 'is no known customer' });
      continue;
    }
    const earlier = stored.get(row.number) ?? null;
    const { invoice, isChanged, moves, problems } = mergeInvoice(earlier, row, { customer, today });
    if (problems.length > 0) {
      result.errors.push(...problems.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    result.outcomes.push(!earlier ? 'created' : isChanged ? 'updated' : 'skipped');
    const id = earlier?.id ?? deps.newId('invoice');
    result.ids.push(id);
    if (!isChanged) continue;
    (earlier ? updated : created).push({ ...invoice, id });
    const { customerId, currency, disputeReason: reason } = invoice;
    if (invoice.isDisputed && !earlier?.isDisputed)
      disputes.push({ id: deps.newId('hold'), invoiceId: id, customerId, reason });
    if (earlier?.isDisputed && !invoice.isDisputed) settled.push(id);
    changes.push(
      ...moves.map((move) => ({
        ...move,
        id: deps.newId('balanceChange'),
        invoiceId: id,
        customerId,
        currency,
      })),
    );
  }
  if (isDryRun) return result;
  if (
    (await importInvoices.insertInvoices(tx, { invoices: created, source: context.source, now })) <
    created.length
  )
    throw new ChunkOvertaken();
  await importInvoices.updateInvoices(tx, { invoices: updated, now });
  await importInvoices.insertBalanceChanges(tx, { changes, now });
  await importInvoices.openDisputes(tx, { disputes, authorId: actor.userId, now });
  await importInvoices.endDisputes(tx, { invoiceIds: settled, authorId: actor.userId, now });
  await recordChanges(tx, context, invoiceChanges, { created, updated });
  return { ...result, customerIds: [...created, ...updated].map(({ customerId }) => customerId) };
}
