import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { BalanceChange, Invoice, InvoiceDetail } from '../../../contracts/receivables/invoices.ts';
import { BALANCE_CAUSES, INVOICE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { Tx } from '../client.ts';
import type { BalanceChange as BalanceChangeRow, Invoice as Row } from '../generated/client.ts';
import { shownReversal } from './payment-details.ts';
import { read as readRelations } from './invoice-relations.ts';
import { dayOf, dayToDate, isoOf, moneyOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

const shown = (row: Row): Invoice => ({
  ...row,
  status: z.enum(INVOICE_STATUSES).parse(row.status),
  issuedOn: dayOf(row.issuedOn),
  dueOn: dayOf(row.dueOn),
  amount: moneyOf(row.amount),
  balance: moneyOf(row.balance),
  credit: moneyOf(row.credit),
  creditOn: row.creditOn && dayOf(row.creditOn),
  createdAt: isoOf(row.createdAt),
  updatedAt: isoOf(row.updatedAt),
});

/** A movement of a balance as it is shown. */
export const shownBalanceChange = (row: BalanceChangeRow): BalanceChange => ({
  id: row.id,
  kind: row.kind,
  cause: z.enum(BALANCE_CAUSES).parse(row.cause),
  delta: moneyOf(row.delta),
  balance: moneyOf(row.balance),
  effectiveOn: dayOf(row.effectiveOn),
  paymentId: row.paymentId,
  reversalId: row.reversalId,
  reason: row.reason,
  createdAt: isoOf(row.createdAt),
});

/** One invoice; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, invoiceId: string): Promise<Invoice | null> {
  const row = await db.invoice.findUnique({ where: { id: invoiceId } });
  return row && (await canSeeCustomer(db, viewer, row.customerId)) ? shown(row) : null;
}

/** One invoice with its payments and balance changes, oldest first, and what refers to it; null when absent or of a hidden customer. */
export async function findDetail(db: Tx, viewer: Viewer, invoiceId: string): Promise<InvoiceDetail | null> {
  const invoice = await find(db, viewer, invoiceId);
  if (!invoice) return null;
  const [allocations, changes, relations] = await Promise.all([
    db.paymentAllocation.findMany({
      where: { invoiceId },
      include: { payment: { include: { reversals: true } } },
      orderBy: { id: 'asc' },
    }),
    db.balanceChange.findMany({ where: { invoiceId }, orderBy: { id: 'asc' } }),
    readRelations(db, viewer, invoice),
  ]);
  const reversals = new Map(
    allocations.flatMap(({ payment }) => payment.reversals.map((row) => [row.id, row])),
  );
  return {
    ...invoice,
    ...relations,
    payments: allocations.map(({ payment, ...allocation }) => ({
      paymentId: payment.id,
      amount: moneyOf(allocation.amount),
      reversed: moneyOf(allocation.reversed),
      paidOn: dayOf(payment.paidOn),
      reference: payment.reference,
      createdAt: isoOf(payment.createdAt),
    })),
    reversals: changes.flatMap(({ kind, delta, reversalId }) => {
      const row = kind === 'reversal' && reversalId ? reversals.get(reversalId) : undefined;
      return row ? [{ ...shownReversal({ ...row, amount: delta }), paymentId: row.paymentId }] : [];
    }),
    balanceChanges: changes.map(shownBalanceChange),
  };
}

/** Whether some invoice has this number, or this external id. */
export async function isTaken(db: Tx, key: { number: string } | { externalId: string }): Promise<boolean> {
  return (await db.invoice.count({ where: key })) > 0;
}

/** What is stored of an invoice; only imports bring credit. */
export type InvoiceColumns = Omit<
  Invoice,
  'id' | 'customerId' | 'credit' | 'creditOn' | 'createdAt' | 'updatedAt'
>;

/** Inserts an invoice of a customer that is locked by this transaction; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, issuedOn, dueOn, ...invoice }: InvoiceColumns & { id: string; customerId: string; now: number },
): Promise<Invoice> {
  const at = new Date(now);
  const days = { issuedOn: dayToDate(issuedOn), dueOn: dayToDate(dueOn) };
  return shown(await tx.invoice.create({ data: { ...invoice, ...days, createdAt: at, updatedAt: at } }));
}

/** Changes the given columns of an invoice whose customer is locked by this transaction. */
export async function update(
  tx: Tx,
  invoiceId: string,
  { now, dueOn, issuedOn: _issuedOn, ...change }: Partial<InvoiceColumns> & { now: number },
): Promise<Invoice> {
  const data = { ...change, ...(dueOn && { dueOn: dayToDate(dueOn) }), updatedAt: new Date(now) };
  return shown(await tx.invoice.update({ where: { id: invoiceId }, data }));
}
