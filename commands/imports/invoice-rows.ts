import { Decimal } from 'decimal.js';
import { currencySchema, lineSchema, urlSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import { invoiceChanges } from '../../contracts/receivables/changes.ts';
import { INVOICE_STATUSES, LOWERING_CAUSES } from '../../contracts/receivables/kinds.ts';
import { readBoolean, readChoice, type ReadValue } from '../../domain/imports/csv-values.ts';
import {
  mergeInvoice,
  ofAnotherSource,
  type InvoiceInput,
  type StoredInvoice,
} from '../../domain/imports/merge-invoice.ts';
import { readDay } from '../../domain/imports/read-day.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { BalanceChangeRow, ImportedDispute } from '../../infra/db/imports/import-invoices.ts';
import { withCredits } from './credit-rows.ts';
import {
  ChunkOvertaken,
  emptyResult,
  type ChunkResult,
  type ImportContext,
  type ImportKindHandler,
} from './import-kind.ts';
import { mergeInvoiceLines } from './invoice-lines.ts';
import { OverpaidHere } from '../../domain/imports/overpaid-here.ts';
import { balanceSince, isNothing } from '../../domain/imports/open-rows.ts';
import { recordChanges } from './record-changes.ts';
import { customersOfRows, readCustomerOf, type OfCustomer } from './row-customers.ts';
import { fitMoney, readMoney, type WrittenSign } from './row-money.ts';
import type { RowReader } from './row-reader.ts';

/** An invoice as a row gives it. */
export type InvoiceRow = InvoiceInput & OfCustomer & { line: number; signs?: readonly WrittenSign[] };

// Built once: making a schema costs more than reading a row with it.
const codeSchema = lineSchema(100);
const reasonSchema = lineSchema(500);

/** Invoices (C2): found again by their number. Those with an amount below zero are credit notes (C18). */
export const invoiceRows: ImportKindHandler<InvoiceRow> = {
  columns: IMPORT_COLUMNS.invoices,
  isOrderFree: true,
  read: readInvoice,
  uniqueMarks: (row) => [{ column: 'number', mark: row.number }],
  lines: { columns: ['number'], isDeclared: true, merge: mergeInvoiceLines },
  store: withCredits(storeInvoices),
};

function readInvoice(reader: RowReader, context: ImportContext): InvoiceRow {
  const day = (column: string) => reader.read(column, (text) => readDay(text, context.dates));
  const money = (column: string) => readMoney(reader, column, context, { mayBeNegative: true });
  return {
    line: reader.line,
    ...readCustomerOf(reader),
    number: reader.need('number', reader.parseCode('number', codeSchema), ''),
    issuedOn: reader.need('issued_on', day('issued_on'), ''),
    dueOn: reader.need('due_on', day('due_on'), ''),
    amount: reader.need('amount', money('amount'), '0'),
    balance: money('balance'),
    credit: readMoney(reader, 'credit', context),
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    status: reader.read('status', (text) => readChoice(text, INVOICE_STATUSES)),
    isDisputed: reader.read('disputed', readBoolean),
    disputeReason: reader.parseOptional('dispute_reason', reasonSchema),
    poNumber: reader.parseOptional('po_number', codeSchema),
    payUrl: reader.parseOptional('pay_url', urlSchema),
    pdfUrl: reader.parseOptional('pdf_url', urlSchema),
    paidOn: reader.readOptional('paid_on', (text) => readPastDay(text, context)),
    loweredBy: reader.read('lowered_by', (text) => readChoice(text, LOWERING_CAUSES)) ?? context.loweredBy,
    signs: reader.signs,
  };
}

function readPastDay(text: string, { dates, today }: ImportContext): ReadValue<string> {
  const read = readDay(text, dates);
  return read.ok && read.value > today
    ? { ok: false, problem: `must not be later than today, ${today}` }
    : read;
}

async function storeInvoices(
  tx: Tx,
  context: ImportContext,
  rows: readonly InvoiceRow[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun, isLenient, today, round, openItems, ofSystem } = context;
  const { importInvoices } = deps.store;
  const customerOf = await customersOfRows(tx, context, rows);
  const stored = await importInvoices.readInvoices(
    tx,
    actor,
    rows.map((row) => row.number),
  );
  // What a file of an earlier day says of a balance has moved since by what was paid here after that day.
  const invoiceIds = [...stored.values()].map(({ id }) => id);
  const since =
    openItems && openItems.asOf < today && invoiceIds.length > 0
      ? await importInvoices.movedSince(tx, { invoiceIds, day: openItems.asOf })
      : new Map<string, string>();
  const overpaid = await overpaidHere(tx, context, { rows, stored });
  const result = emptyResult();
  const created: StoredInvoice[] = [];
  const updated: StoredInvoice[] = [];
  const changes: BalanceChangeRow[] = [];
  const disputes: ImportedDispute[] = [];
  const settled: string[] = [];
  for (const row of rows) {
    const customer = customerOf(row);
    if (!customer) {
      const column = row.customerId ? 'customer_id' : 'customer_external_id';
      result.errors.push({ line: row.line, column, message: 'is no known customer' });
      continue;
    }
    if (openItems && isNothing(row)) {
      result.warnings.push({ line: row.line, column: 'amount', message: 'is 0: nothing of it is open' });
      result.outcomes.push('skipped');
      result.ids.push(null);
      continue;
    }
    const earlier = stored.get(row.number) ?? null;
    const { amount, balance, credit, signs } = row;
    const money = fitMoney(
      { amount, balance, credit },
      {
        currency: customer.currency,
        round,
        signs,
        isFile: isLenient,
      },
    );
    const onDay = openItems && openItems.asOf >= row.issuedOn ? openItems.asOf : today;
    const said = balanceSince({ ...row, ...money.amounts }, since.get(earlier?.id ?? ''));
    if (earlier && isBelowZero(said)) said.balance = overpaid.beyond(earlier.id, said.balance);
    const merged = mergeInvoice(earlier, said, { customer, onDay });
    const { invoice, moves } = merged;
    const problems = [...money.problems, ...merged.problems];
    if (row.paidOn && row.paidOn > today)
      problems.push({ column: 'paid_on', message: `must not be later than today, ${today}` });
    if (openItems && problems.length === 0) problems.push(...ofAnotherSource(earlier, openItems.source));
    // A file that names the system moves its invoices there.
    const source = ofSystem ?? earlier?.source ?? context.source;
    const isChanged = merged.isChanged || source !== earlier?.source;
    if (problems.length > 0) {
      result.errors.push(...problems.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    if (openItems && invoice.status !== 'open' && !row.balance && !row.status) {
      const message = `is left out, and the invoice is ${invoice.status} here: a file that tells its balance opens it again`;
      result.warnings.push({ line: row.line, column: 'balance', message });
    }
    result.outcomes.push(!earlier ? 'created' : isChanged ? 'updated' : 'skipped');
    const id = earlier?.id ?? deps.newId('invoice');
    result.ids.push(id);
    if (!isChanged) continue;
    (earlier ? updated : created).push({ ...invoice, id, source });
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
  if ((await importInvoices.insertInvoices(tx, { invoices: created, now })) < created.length)
    throw new ChunkOvertaken();
  await importInvoices.updateInvoices(tx, { invoices: updated, now });
  await importInvoices.insertBalanceChanges(tx, { changes, now });
  await importInvoices.openDisputes(tx, { disputes, authorId: actor.userId, now });
  await importInvoices.endDisputes(tx, { invoiceIds: settled, authorId: actor.userId, now });
  await recordChanges(tx, context, invoiceChanges, { created, updated });
  return { ...result, customerIds: [...created, ...updated].map(({ customerId }) => customerId) };
}

const isBelowZero = (row: InvoiceInput): row is InvoiceInput & { balance: string } =>
  new Decimal(row.balance ?? 0).isNegative();

/** Nothing is asked where no balance is below zero, as most are not. */
async function overpaidHere(
  tx: Tx,
  { deps }: ImportContext,
  { rows, stored }: { rows: readonly InvoiceRow[]; stored: ReadonlyMap<string, StoredInvoice> },
): Promise<OverpaidHere> {
  const invoiceIds = rows.filter(isBelowZero).flatMap(({ number }) => stored.get(number)?.id ?? []);
  const { importInvoices } = deps.store;
  return new OverpaidHere(invoiceIds.length > 0 ? await importInvoices.overpaidHere(tx, invoiceIds) : []);
}
