import { Decimal } from 'decimal.js';
import { relatedRecordChanges } from '../../contracts/receivables/changes.ts';
import type { InvoiceStatus } from '../../contracts/receivables/kinds.ts';
import type { StoredInvoice } from '../../domain/imports/merge-invoice.ts';
import type { Tx } from '../../infra/db/client.ts';
import { emptyResult, type ChunkResult, type ImportContext, type RowProblem } from './import-kind.ts';
import type { InvoiceRow } from './invoice-rows.ts';
import { recordChanges } from './record-changes.ts';
import { relatedRecordRows, type RelatedRecordRow } from './related-record-rows.ts';
import { customersOfRows, type OfCustomer } from './row-customers.ts';

type Store = (tx: Tx, context: ImportContext, rows: readonly InvoiceRow[]) => Promise<ChunkResult>;

/** Whether a row among invoices is a credit (C18): its amount is below zero. */
export const isCredit = ({ amount }: InvoiceRow): boolean => new Decimal(amount).lessThan(0);

/** Stores the rows of invoices by `storeInvoices`, and the credits among them as credit notes with their numbers (C16). */
export function withCredits(storeInvoices: Store): Store {
  return async (tx, context, rows) => {
    const credits = rows.filter(isCredit);
    // All customers are locked at once, in the order of their ids.
    const customerOf = credits.length > 0 ? await customersOfRows(tx, context, rows) : null;
    const positive = rows.filter((row) => !isCredit(row));
    const stored = await storeInvoices(tx, context, positive);
    const invoices = {
      ...stored,
      customerIds: [...stored.customerIds, ...(await endTurned(tx, context, stored))],
    };
    if (!customerOf) return invoices;
    return inOrder(rows, {
      invoices,
      credits: await storeCredits(tx, context, { rows: credits, customerOf }),
    });
  };
}

/**
 * Ends credit whose number is an invoice now: the balance of an account was below zero and is above it (C18). What a list of
 * open items does not name as credit any more ends when it is compared.
 *
 * @returns whose credit ended
 */
async function endTurned(tx: Tx, context: ImportContext, { ids }: ChunkResult): Promise<string[]> {
  if (context.isDryRun || context.openItems) return [];
  const { importRelatedRecords } = context.deps.store;
  const invoiceIds = ids.flatMap((id) => id ?? []);
  const updated = await importRelatedRecords.endTurned(tx, { invoiceIds, now: context.now });
  if (updated.length === 0) return [];
  await recordChanges(tx, context, relatedRecordChanges, { created: [], updated });
  return updated.map(({ customerId }) => customerId);
}

/** How a credit note is called that an invoice would be. */
const STATUSES: Record<InvoiceStatus, string> = { open: 'open', paid: 'applied', void: 'void' };

/** The column of an invoice that a problem of its credit note is about. */
const COLUMNS: Record<string, string> = { external_id: 'number', occurred_on: 'issued_on', left: 'balance' };

/** Rows of credit, and whose each is. */
interface Credits {
  rows: readonly InvoiceRow[];
  customerOf: (row: OfCustomer) => { id: string } | undefined;
}

async function storeCredits(
  tx: Tx,
  context: ImportContext,
  { rows, customerOf }: Credits,
): Promise<ChunkResult> {
  const { importInvoices } = context.deps.store;
  const numbers = rows.map(({ number }) => number);
  const taken = await importInvoices.readInvoices(tx, context.actor, numbers);
  const isTaken = (row: InvoiceRow) => {
    const invoice = taken.get(row.number);
    return invoice !== undefined && !mayTurn(invoice, customerOf(row)?.id, context);
  };
  const problems = rows.flatMap((row) => problemsOf(row, isTaken(row)));
  const failed = new Set(problems.map(({ line }) => line));
  const good = rows.filter(({ line }) => !failed.has(line));
  const stored = await relatedRecordRows.store(
    tx,
    context,
    (await beyondPayments(tx, context, { rows: good, customerOf })).map((row) => creditNoteOf(row, context)),
  );
  const errors = stored.errors.map((error) => ({ ...error, column: COLUMNS[error.column] ?? error.column }));
  return { ...stored, errors: [...problems, ...errors] };
}

/**
 * A list of open items names payments on account by their reference: of one that we have, only what it has beyond ours is
 * credit, since the same money counts once (C18).
 */
async function beyondPayments(
  tx: Tx,
  { deps }: ImportContext,
  { rows, customerOf }: Credits,
): Promise<readonly InvoiceRow[]> {
  const customerIds = [...new Set(rows.flatMap((row) => customerOf(row)?.id ?? []))];
  if (customerIds.length === 0) return rows;
  const references = rows.map(({ number }) => number);
  const known = await deps.store.importInvoices.onAccount(tx, { customerIds, references });
  return rows.map((row) => {
    const customerId = customerOf(row)?.id;
    const same = known.find((each) => each.customerId === customerId && each.reference === row.number);
    if (!same) return row;
    const beyond = new Decimal(row.balance || row.amount).plus(same.rest);
    return { ...row, balance: Decimal.min(0, beyond).toFixed() };
  });
}

/**
 * Whether a number that was an invoice may be credit now: only where the file says what is open, and closes the invoice that
 * it names no more (C21). Elsewhere the invoice would stand beside it for ever.
 */
const mayTurn = (
  { customerId, source }: StoredInvoice,
  of: string | undefined,
  { openItems }: ImportContext,
): boolean => customerId === of && source === openItems?.source;

function problemsOf(
  { line, amount, balance, status, isDisputed }: InvoiceRow,
  isInvoice: boolean,
): RowProblem[] {
  const problems: RowProblem[] = [];
  const fail = (column: string, message: string) => problems.push({ line, column, message });
  const left = new Decimal(balance ?? 0);
  if (isInvoice) fail('number', 'is an invoice already, and a credit has a number of its own');
  if (left.greaterThan(0)) fail('balance', 'must not be more than 0 for a credit');
  if (left.lessThan(amount)) fail('balance', 'must not be more below 0 than the amount');
  if (status && status !== 'open' && !left.isZero())
    fail('balance', `must be 0 for a credit that is ${status}`);
  if (isDisputed) fail('disputed', 'stands at a credit');
  return problems;
}

/**
 * The same, not applied to anything here; a balance says what is left of it. What a list of open items names is open, also
 * where an earlier one had ended it.
 */
function creditNoteOf(row: InvoiceRow, { openItems }: ImportContext): RelatedRecordRow {
  const { line, customerExternalId, customerId, signs, balance, status } = row;
  const left = balance ? new Decimal(balance).abs().toFixed() : undefined;
  const isLeft = left !== undefined && left !== '0';
  return {
    line,
    customerExternalId,
    ...(customerId !== undefined && { customerId }),
    kind: 'credit_note',
    externalId: row.number,
    status: status
      ? STATUSES[status]
      : isLeft || (openItems && left === undefined)
        ? STATUSES.open
        : undefined,
    occurredOn: row.issuedOn,
    endsOn: undefined,
    amount: new Decimal(row.amount).negated().toFixed(),
    currency: row.currency,
    properties: {},
    allocations: undefined,
    left,
    ...(signs && { signs }),
  };
}

/** Both results as one, in the order of the rows. */
function inOrder(
  rows: readonly InvoiceRow[],
  { invoices, credits }: { invoices: ChunkResult; credits: ChunkResult },
): ChunkResult {
  const errors = [...invoices.errors, ...credits.errors];
  const failed = new Set(errors.map(({ line }) => line));
  const result = { ...emptyResult(), errors, warnings: [...invoices.warnings, ...credits.warnings] };
  const places = { invoices: 0, credits: 0 };
  for (const row of rows) {
    if (failed.has(row.line)) continue;
    const [from, name] = isCredit(row) ? ([credits, 'credits'] as const) : ([invoices, 'invoices'] as const);
    const place = places[name]++;
    const outcome = from.outcomes[place];
    if (outcome === undefined) continue;
    result.outcomes.push(outcome);
    result.ids.push(from.ids[place] ?? null);
  }
  return { ...result, customerIds: [...invoices.customerIds, ...credits.customerIds] };
}
