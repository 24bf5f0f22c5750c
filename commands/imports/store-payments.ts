import { Decimal } from 'decimal.js';
import { allocate, lowerInvoices, type AllocatableInvoice } from '../../domain/imports/allocations.ts';
import type { MergeProblem } from '../../domain/imports/merge-customer.ts';
import type { LoweredRow } from '../../infra/db/receivables/balances.ts';
import type { PaymentRow } from '../../infra/db/receivables/payments.ts';
import type { StoredPayment } from '../../infra/db/imports/allocations.ts';
import type { ImportCustomer } from '../../infra/db/imports/import-contacts.ts';
import type { PlannedPayment } from '../../infra/db/imports/reversals.ts';
import type { Tx } from '../../infra/db/client.ts';
import { emptyResult, type ChunkResult, type ImportContext } from './import-kind.ts';
import type { PaymentInput } from './payment-rows.ts';
import { recordLowered } from './record-lowered.ts';
import { fitAllocations, fitMoney } from './row-money.ts';

/** Rows of payments whose customers are locked and known. */
export interface PaymentsToStore {
  rows: readonly PaymentInput[];
  customerOf: (row: PaymentInput) => ImportCustomer | undefined;
}

/** What became of rows, and the payments that a dry run would have made. */
export interface StoredPayments extends ChunkResult {
  planned: PlannedPayment[];
}

/** Stores payments with what they lower. */
export async function storePayments(
  tx: Tx,
  context: ImportContext,
  { rows, customerOf }: PaymentsToStore,
): Promise<StoredPayments> {
  const { deps, actor, now, isDryRun, isLenient, today, round } = context;
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
    if (!customer) continue;
    const { id: customerId, currency } = customer;
    const money = fitMoney(
      { amount: given.amount },
      { currency, round, signs: given.signs, isFile: isLenient },
    );
    const parts = fitAllocations(given.allocations, { currency, round });
    const row = { ...given, ...money.amounts, allocations: parts.allocations };
    const [earlier, ...others] = stored.get(keyOf({ customerId, reference: row.reference })) ?? [];
    const allocation = allocate(
      {
        customerId,
        amount: row.amount,
        wanted: row.allocations,
        stored: earlier?.allocations ?? [],
        free: earlier?.free,
        isUpToBalance: row.isUpToBalance ?? false,
      },
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
    const outcome = !earlier ? 'created' : allocation.lowered.length > 0 ? 'updated' : 'skipped';
    for (let count = given.rowCount ?? 1; count > 0; count -= 1) {
      result.ids.push(id);
      result.outcomes.push(outcome);
    }
  }
  if (isDryRun) return { ...result, planned: created.map((each) => plannedOf(each, lowered, invoices)) };
  const createdById = actor.userId;
  await deps.store.payments.insertAll(tx, {
    payments: created,
    source: context.source,
    createdById,
    now,
  });
  await deps.store.balances.lower(tx, { rows: lowered, kind: 'payment', createdById, now });
  await recordLowered(tx, context, { kind: 'payment', created, lowered });
  const touched = [...created, ...lowered].map((row) => row.customerId);
  return { ...result, customerIds: [...new Set(touched)], planned: [] };
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

/** A payment as it would be stored, for rows of the same piece that say that it came back. */
function plannedOf(
  payment: PaymentRow,
  lowered: readonly LoweredRow[],
  invoices: ReadonlyMap<string, AllocatableInvoice>,
): PlannedPayment {
  const numbers = new Map([...invoices.values()].map((invoice) => [invoice.id, invoice]));
  const parts = lowered
    .filter((row) => row.sourceId === payment.id)
    .map(({ id, invoiceId, amount }) => {
      const { number = '', status = 'open', balance = '0' } = numbers.get(invoiceId) ?? {};
      const whole = new Decimal(balance).plus(amount).toFixed();
      const invoice = { status, amount: whole, balance, credit: '0' };
      return { allocationId: id, invoiceId, invoiceNumber: number, amount, reversed: '0', invoice };
    });
  return { ...payment, reversed: '0', parts };
}
