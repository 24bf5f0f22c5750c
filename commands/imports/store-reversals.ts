import { Decimal } from 'decimal.js';
import { invoiceChanges, paymentChanges } from '../../contracts/receivables/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import { chooseReversed } from '../../domain/imports/choose-reversed.ts';
import type { MergeProblem } from '../../domain/imports/merge-customer.ts';
import { movesOf, partsToReverse, type ReopenedInvoice } from '../../domain/receivables/reversal.ts';
import type { PlannedPayment, StoredReversal } from '../../infra/db/imports/reversals.ts';
import type { ReversalRow } from '../../infra/db/receivables/reversals.ts';
import type { Tx } from '../../infra/db/client.ts';
import { emptyResult, type ChunkResult, type ImportContext } from './import-kind.ts';
import type { PaymentInput } from './payment-rows.ts';
import { fitMoney } from './row-money.ts';
import type { PaymentsToStore } from './store-payments.ts';

/** Reverses the payments that rows below zero mean (C20). The same row again changes nothing. */
export async function storeReversals(
  tx: Tx,
  context: ImportContext,
  { rows, customerOf, planned }: PaymentsToStore & { planned: readonly PlannedPayment[] },
): Promise<ChunkResult> {
  const result = emptyResult();
  if (rows.length === 0) return result;
  const { deps, actor, now, isDryRun, isLenient, today, round } = context;
  const { importReversals, reversals: written } = deps.store;
  const customerIds = [...new Set(rows.flatMap((row) => customerOf(row)?.id ?? []))];
  const references = rows.map((row) => row.reference);
  const stored = await importReversals.readReversals(tx, actor, { customerIds, references });
  const reversible = await importReversals.readReversible(tx, actor, {
    customerIds,
    references: rows.flatMap((row) => row.reverses ?? []),
    invoiceNumbers: rows.flatMap((row) => row.invoiceNumber ?? []),
  });
  const payments = [...reversible, ...planned];
  const invoices = new Map<string, ReopenedInvoice>();
  const reversals: ReversalRow[] = [];
  for (const given of rows) {
    const customer = customerOf(given);
    if (!customer) continue;
    const { id: customerId, currency } = customer;
    const fitting = { currency, round, signs: given.signs, isFile: isLenient };
    const money = fitMoney({ amount: new Decimal(given.amount).negated().toFixed() }, fitting);
    const row = { ...given, ...money.amounts };
    const earlier = stored.find((each) => each.customerId === customerId && each.reference === row.reference);
    const own = payments.filter((payment) => payment.customerId === customerId);
    const chosen = earlier ? null : chooseReversed(own, row);
    const problems = [
      ...money.problems,
      ...problemsOf(row, { currency, today, earlier, payment: chosen?.payment }),
      ...(chosen?.problems ?? []),
    ];
    if (problems.length > 0) {
      result.errors.push(...problems.map((problem) => ({ line: row.line, ...problem })));
      continue;
    }
    result.outcomes.push(earlier ? 'skipped' : 'created');
    const payment = chosen?.payment;
    const made = !earlier && payment ? reverse(payment, { context, row, invoices, currency }) : null;
    result.ids.push(earlier?.id ?? made?.id ?? null);
    if (made) reversals.push(made);
  }
  if (isDryRun || reversals.length === 0) return result;
  const createdById = actor.userId;
  await written.insert(tx, { reversals, source: context.source, createdById, now });
  await record(tx, context, reversals);
  return { ...result, customerIds: [...new Set(reversals.map(({ customerId }) => customerId))] };
}

interface Reversing {
  context: ImportContext;
  row: PaymentInput;
  invoices: Map<string, ReopenedInvoice>;
  currency: string;
}

/** One reversal; payment and invoices stand as they do after it, for the rows that follow. */
function reverse(payment: PlannedPayment, { context, row, invoices, currency }: Reversing): ReversalRow {
  const { newId } = context.deps;
  const { amount, paidOn: reversedOn, reference, reason = null } = row;
  const named = payment.parts.find((part) => part.invoiceNumber === row.invoiceNumber);
  const taken = partsToReverse(payment, { amount, invoiceId: named?.invoiceId }) ?? [];
  payment.reversed = new Decimal(payment.reversed).plus(amount).toFixed();
  const known = new Map(payment.parts.map((part) => [part.allocationId, part]));
  const parts = taken.flatMap(({ part: { allocationId, invoiceId }, amount: some }) => {
    const part = known.get(allocationId);
    if (!part) return [];
    part.reversed = new Decimal(part.reversed).plus(some).toFixed();
    const { invoice, moves } = movesOf(invoices.get(invoiceId) ?? part.invoice, some);
    invoices.set(invoiceId, invoice);
    const withIds = moves.map((move) => ({ ...move, id: newId('balanceChange') }));
    return [{ allocationId, invoiceId, amount: some, invoice, moves: withIds }];
  });
  const { id: paymentId, customerId } = payment;
  const id = newId('paymentReversal');
  return { id, paymentId, customerId, currency, amount, reversedOn, reason, reference, parts };
}

interface Known {
  currency: string;
  today: string;
  earlier: StoredReversal | undefined;
  payment: PlannedPayment | undefined;
}

function problemsOf(row: PaymentInput, { currency, today, earlier, payment }: Known): MergeProblem[] {
  const problems: MergeProblem[] = [];
  const fail = (column: string, message: string) => problems.push({ column, message });
  if ((row.currency ?? currency) !== currency)
    fail('currency', `must be ${currency}, the currency of the customer`);
  if (row.paidOn > today) fail('paid_on', `must not be later than today, ${today}`);
  if (payment && row.paidOn < payment.paidOn)
    fail('paid_on', `must not be before ${payment.paidOn}, when it was paid`);
  if (earlier && !new Decimal(earlier.amount).equals(row.amount))
    fail('amount', `must stay -${earlier.amount}: a recorded reversal is not changed`);
  if (earlier && earlier.reversedOn !== row.paidOn)
    fail('paid_on', `must stay ${earlier.reversedOn}: a recorded reversal is not changed`);
  return problems;
}

async function record(
  tx: Tx,
  { deps, actor, now, source }: ImportContext,
  reversals: readonly ReversalRow[],
): Promise<void> {
  const by = { actor, now };
  const entries = reversals.flatMap(({ id, paymentId, customerId, amount, currency, reversedOn, parts }) => {
    const invoiceIds = parts.map(({ invoiceId }) => invoiceId);
    const data = { source, reversalId: id, invoiceIds, amount, currency, reversedOn };
    return [
      changeEntry(paymentChanges.reversed, by, { entityId: paymentId, customerId, data }),
      ...invoiceIds.map((entityId) =>
        changeEntry(invoiceChanges.paymentReversed, by, {
          entityId,
          customerId,
          data: { source, paymentId },
        }),
      ),
    ];
  });
  await deps.store.changes.recordAll(tx, entries);
}
