import { Decimal } from 'decimal.js';
import { currencySchema, lineSchema } from '../../contracts/fields.ts';
import { IMPORT_COLUMNS } from '../../contracts/imports/columns.ts';
import { readAllocations, type Allocation } from '../../domain/imports/allocations.ts';
import { readDay } from '../../domain/imports/read-day.ts';
import type { Tx } from '../../infra/db/client.ts';
import { emptyResult, type ChunkResult, type ImportContext, type ImportKindHandler } from './import-kind.ts';
import { mergePaymentLines } from './payment-lines.ts';
import type { OfCustomer } from './row-customers.ts';
import { customersOfRows } from './row-customers.ts';
import { readMoney, type WrittenSign } from './row-money.ts';
import type { RowReader } from './row-reader.ts';
import { storePayments } from './store-payments.ts';
import { storeReversals } from './store-reversals.ts';

/** A payment as a row gives it. */
export interface PaymentInput extends OfCustomer {
  line: number;
  reference: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  /** Below zero: a payment that came back (C20). */
  amount: string;
  currency: string | null | undefined;
  /** What it paid; `undefined` or null: nothing is said about it. */
  allocations: readonly Allocation[] | null | undefined;
  /** Whether its parts are rows that name an invoice each: what that one does not owe is on account (C18). */
  isUpToBalance?: boolean;
  /** The invoice that it names by itself. */
  invoiceNumber?: string | null | undefined;
  /** Reference of the payment that came back. */
  reverses?: string | null | undefined;
  reason?: string | null | undefined;
  signs?: readonly WrittenSign[];
  /** How many rows it was made of; unsaid: one. */
  rowCount?: number;
}

/** Whether a row says that a payment came back. */
export const isReversal = ({ amount }: PaymentInput): boolean => new Decimal(amount).lessThan(0);

// Built once: making a schema costs more than reading a row with it.
const referenceSchema = lineSchema(200);
const codeSchema = lineSchema(100);
const reasonSchema = lineSchema(500);

/** Payments: found again within their customer by reference. Several rows with one reference are one payment (C20). */
export const paymentRows: ImportKindHandler<PaymentInput> = {
  columns: IMPORT_COLUMNS.payments,
  isOrderFree: false,
  read: readPayment,
  uniqueMarks: (row) => {
    const mark = `${row.customerExternalId}\n${row.reference}${isReversal(row) ? '\n-' : ''}`;
    return [{ column: 'reference', mark }];
  },
  lines: { columns: ['reference', 'customer_external_id'], isDeclared: false, merge: mergePaymentLines },
  store: storeRows,
};

function readPayment(reader: RowReader, context: ImportContext): PaymentInput {
  const amount = reader.need('amount', readMoney(reader, 'amount', context, { mayBeNegative: true }), '0');
  const isBack = new Decimal(amount).lessThan(0);
  const invoiceNumber = reader.parseCode('invoice_number', codeSchema);
  const allocations = reader.read('allocations', (text) => readAllocations(text, context.decimalMark));
  if (invoiceNumber && allocations)
    reader.fail('allocations', 'stands beside an invoice_number; give one of them');
  if (isBack && allocations) reader.fail('allocations', 'stand at a payment that came back');
  const reverses = reader.parseCode('reverses', referenceSchema);
  if (reverses && !isBack) reader.fail('reverses', 'stands at a payment that is not negative');
  return {
    line: reader.line,
    customerExternalId: reader.need('customer_external_id', reader.code('customer_external_id'), ''),
    reference: reader.need('reference', reader.parseCode('reference', referenceSchema), ''),
    paidOn: reader.need(
      'paid_on',
      reader.read('paid_on', (text) => readDay(text, context.dates)),
      '',
    ),
    amount,
    currency: reader.parse('currency', currencySchema, (text) => text.toUpperCase()),
    allocations: invoiceNumber && !isBack ? [{ invoiceNumber, amount }] : allocations,
    isUpToBalance: Boolean(invoiceNumber),
    invoiceNumber,
    reverses,
    reason: reader.parseOptional('reason', reasonSchema),
    signs: reader.signs,
  };
}

/** Payments first: a row further up may say that one of them came back. */
async function storeRows(
  tx: Tx,
  context: ImportContext,
  rows: readonly PaymentInput[],
): Promise<ChunkResult> {
  const customerOf = await customersOfRows(tx, context, rows);
  const known: PaymentInput[] = [];
  const result = emptyResult();
  for (const row of rows) {
    if (customerOf(row)) known.push(row);
    else {
      const column = 'customer_external_id';
      result.errors.push({ line: row.line, column, message: 'is no known customer' });
    }
  }
  const ofPayments = await storePayments(tx, context, {
    rows: known.filter((row) => !isReversal(row)),
    customerOf,
  });
  const reversals = known.filter(isReversal);
  const ofReversals = await storeReversals(tx, context, {
    rows: reversals,
    customerOf,
    planned: ofPayments.planned,
  });
  const errors = [...result.errors, ...ofPayments.errors, ...ofReversals.errors];
  return {
    ...inOrderOf(rows, { errors, ofPayments, ofReversals }),
    errors,
    warnings: [],
    customerIds: [...new Set([...ofPayments.customerIds, ...ofReversals.customerIds])],
  };
}

/** Outcomes and ids in the order of the rows: an item of a sync is answered at its place. */
function inOrderOf(
  rows: readonly PaymentInput[],
  of: Pick<ChunkResult, 'errors'> & Record<'ofPayments' | 'ofReversals', ChunkResult>,
): Pick<ChunkResult, 'outcomes' | 'ids'> {
  const failed = new Set(of.errors.map(({ line }) => line));
  const ordered: Pick<ChunkResult, 'outcomes' | 'ids'> = { outcomes: [], ids: [] };
  const next = { ofPayments: 0, ofReversals: 0 };
  for (const row of rows) {
    if (failed.has(row.line)) continue;
    const name = isReversal(row) ? 'ofReversals' : 'ofPayments';
    const end = next[name] + (row.rowCount ?? 1);
    ordered.outcomes.push(...of[name].outcomes.slice(next[name], end));
    ordered.ids.push(...of[name].ids.slice(next[name], end));
    next[name] = end;
  }
  return ordered;
}
