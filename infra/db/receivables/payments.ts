import type { BalanceCause, BalanceChangeKind } from '../../../contracts/receivables/kinds.ts';
import type { BalanceChange } from '../../../contracts/receivables/invoices.ts';
import type { Tx } from '../client.ts';
import { dayToDate } from '../rows.ts';
import { shownBalanceChange } from './invoices.ts';

/** One movement of a balance. Money as decimal strings, `now` in epoch milliseconds. */
export interface BalanceMovement {
  id: string;
  invoiceId: string;
  customerId: string;
  currency: string;
  kind: BalanceChangeKind;
  cause: BalanceCause;
  delta: string;
  /** The balance after it. */
  balance: string;
  /** `YYYY-MM-DD`. */
  effectiveOn: string;
  paymentId: string | null;
  /** Why somebody corrected it or wrote it off. */
  reason?: string;
  now: number;
}

/** Notes a movement of the balance of an invoice. */
export async function insertBalanceChange(
  tx: Tx,
  { now, effectiveOn, ...movement }: BalanceMovement,
): Promise<BalanceChange> {
  const row = await tx.balanceChange.create({
    data: { ...movement, effectiveOn: dayToDate(effectiveOn), createdAt: new Date(now) },
  });
  return shownBalanceChange(row);
}

/** A payment that goes to one invoice. */
export interface NewPayment {
  id: string;
  allocationId: string;
  invoiceId: string;
  customerId: string;
  currency: string;
  amount: string;
  /** `YYYY-MM-DD`. */
  paidOn: string;
  reference: string | null;
  source: string;
  createdById: string;
  now: number;
}

/** Stores a payment with its allocation; the balance is lowered by the caller. */
export async function insert(
  tx: Tx,
  { now, paidOn, allocationId, invoiceId, ...payment }: NewPayment,
): Promise<void> {
  const createdAt = new Date(now);
  await tx.payment.create({ data: { ...payment, paidOn: dayToDate(paidOn), createdAt } });
  const { id: paymentId, currency, amount } = payment;
  await tx.paymentAllocation.create({
    data: { id: allocationId, paymentId, invoiceId, currency, amount, createdAt },
  });
}

/** A new payment; its allocations come apart. */
export interface PaymentRow {
  id: string;
  customerId: string;
  currency: string;
  amount: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  reference: string | null;
}

/** Inserts payments in one statement. */
export async function insertAll(
  tx: Tx,
  {
    payments,
    source,
    createdById,
    now,
  }: { payments: readonly PaymentRow[]; source: string; createdById: string; now: number },
): Promise<void> {
  if (payments.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO payment (id, customer_id, currency, amount, paid_on, reference, source, created_by_id, created_at)
    SELECT i.id, i."customerId", i.currency, i.amount, i."paidOn", i.reference, ${source}, ${createdById}, ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(payments)}::jsonb) AS i(id text, "customerId" text, currency text,
      amount numeric, "paidOn" date, reference text)`;
}
