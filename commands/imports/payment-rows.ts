import { Decimal } from 'decimal.js';
import { currencySchema, lineSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import {
  allocate,
  lowerInvoices,
  readAllocations,
  type Allocation,
} from '../../domain/imports/allocations.ts';
import type { MergeProblem } from '../../domain/imports/merge-customer.ts';
import { readDay } from '../../domain/imports/read-day.ts';
import type { LoweredRow } from '../../infra/db/receivables/balances.ts';
import type { PaymentRow, StoredPayment } from '../../infra/db/imports/allocations.ts';
import type { Tx } from '../../infra/db/client.ts';
import { emptyResult, type ChunkResult, type ImportContext, type ImportKindHandler } from './import-kind.ts';
import { recordLowered } from './record-lowered.ts';
import { customersOfRows, type OfCustomer } from './row-customers.ts';
import { fitAllocations, fitMoney, readMoney, type WrittenSign } from './row-money.ts';
import type { RowReader } from './row-reader.ts';

/** A payment as a row gives it. */
export interface PaymentInput extends OfCustomer {
  line: number;
  reference: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  amount: string;
  currency: string | null | undefined;
  /** What it paid; `undefined` or null: nothing is said about it. */
  allocations: readonly Allocation[] | null | undefined;
  signs?: readonly WrittenSign[];
}

// Built once: making a schema costs more than reading a row with it.
const referenceSchema = lineSchema(200);
const codeSchema = lineSchema(100);

/** Payments: found again within their customer by reference. */
export const paymentRows: ImportKindHandler<PaymentInput> = {
  columns: IMPORT_COLUMNS.payments,
  isOrderFree: false,
  read: readPayment,
  uniqueMarks: (row) => [{ column: 'reference', mark: `${row.customerExternalId}\n${row.reference}` }],
  lines: null,
  store: storePayments,
};

function readPayment(reader: RowReader, context: ImportContext): PaymentInput {
  const amount = reader.need('amount', readMoney(reader, 'amount', context), '0');
  const invoiceNumber = reader.parse('invoice_number', codeSchema);
  const allocations = reader.read('allocations', (text) => readAllocations(text, context.decimalMark));
  if (invoiceNumber && allocations)
    reader.fail('allocations', 'stands beside an invoice_number; give one of them');
  return {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.text('customer_external_id'), ''),
    reference: reader.need('reference', reader.parse('reference', referenceSchema), ''),
    paidOn: reader.need(
      'paid_on',
      reader.read('paid_on', (text) => readDay(text, context.dates)),
      '',
    ),
    amount,
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    allocations: invoiceNumber ? [{ invoiceNumber, amount }] : allocations,
    signs: reader.signs,
  };
}

async function storePayments(
  tx: Tx,
  context: ImportContext,
  rows: readonly PaymentInput[],
): Promise<ChunkResult> {
  const { deps, actor, now, isDryRun, today, round } = context;
  const customerOf = await customersOfRows(tx, context, rows);
  const customerIds = [...new Set(rows.flatMap((row) => customerOf(row)?.id ?? []))];
  const stored = byKey(
    await deps.store.allocations.readPayments(tx, actor, {
      customerIds,
      references: rows.map((row) => row.reference),
    }),
  );
  const numbers = rows.flatMap((row) => (row.allocations ?? []).map((each) => each.invoiceNumber));
  const invoices = await deps.store.allocations.readInvoices(tx, actor, { customerIds, numbers });
  const result = emptyResult();
  const created: PaymentRow[] = [];
  const lowered: LoweredRow[] = [];
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
    const { id: customerId, currency } = customer;
    const money = fitMoney({ amount: given.amount }, { currency, round, signs: given.signs });
    const parts = fitAllocations(given.allocations, { currency, round });
    const row = { ...given, ...money.amounts, allocations: parts.allocations };
    const [earlier, ...others] = stored.get(keyOf({ customerId, reference: row.reference })) ?? [];
    const allocation = allocate(
      { customerId, amount: row.amount, wanted: row.allocations, stored: earlier?.allocations ?? [] },
      invoices,
    );
    const problems = [
      ...money.problems,
      ...parts.problems,
      ...problemsOf(row, { currency, today, earlier, others }),
      ...allocation.problems,
    ];
    if (problems.length > 0) {
      result.errors.push(...problems.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    const id = earlier?.id ?? deps.newId('payment');
    const { reference, paidOn, amount } = row;
    if (!earlier) created.push({ id, customerId, reference, paidOn, amount, currency });
    lowerInvoices(invoices, allocation.lowered);
    lowered.push(
      ...allocation.lowered.map((each) => ({
        ...each,
        id: deps.newId('allocation'),
        balanceChangeId: deps.newId('balanceChange'),
        sourceId: id,
        customerId,
        currency,
        effectiveOn: paidOn,
      })),
    );
    result.ids.push(id);
    result.outcomes.push(!earlier ? 'created' : allocation.lowered.length > 0 ? 'updated' : 'skipped');
  }
  if (isDryRun) return result;
  const createdById = actor.userId;
  await deps.store.allocations.insertPayments(tx, { payments: created, createdById, now });
  await deps.store.balances.lower(tx, { rows: lowered, kind: 'payment', createdById, now });
  await recordLowered(tx, context, { kind: 'payment', created, lowered });
  const touched = [...created, ...lowered].map((row) => row.customerId);
  return { ...result, customerIds: [...new Set(touched)] };
}

interface Known {
  currency: string;
  today: string;
  earlier: StoredPayment | undefined;
  others: readonly StoredPayment[];
}

function problemsOf(row: PaymentInput, { currency, today, earlier, others }: Known): MergeProblem[] {
  const problems: MergeProblem[] = [];
  const fail = (column: string, message: string) => problems.push({ column, message });
  if ((row.currency ?? currency) !== currency)
    fail('currency', `must be ${currency}, the currency of the customer`);
  if (new Decimal(row.amount).isZero()) fail('amount', 'must be more than 0');
  if (row.paidOn > today) fail('paid_on', `must not be later than today, ${today}`);
  if (others.length > 0) fail('reference', 'stands at several payments of this customer');
  if (earlier && !new Decimal(earlier.amount).equals(row.amount)) {
    fail('amount', `must stay ${earlier.amount}: a recorded payment is not changed`);
  }
  if (earlier && earlier.paidOn !== row.paidOn) {
    fail('paid_on', `must stay ${earlier.paidOn}: a recorded payment is not changed`);
  }
  return problems;
}

const keyOf = ({ customerId, reference }: { customerId: string; reference: string }) =>
  `${customerId}\n${reference}`;

function byKey(payments: readonly StoredPayment[]): Map<string, StoredPayment[]> {
  const found = new Map<string, StoredPayment[]>();
  for (const payment of payments) found.set(keyOf(payment), [...(found.get(keyOf(payment)) ?? []), payment]);
  return found;
}
