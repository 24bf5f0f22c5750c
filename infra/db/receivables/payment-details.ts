import type { Viewer } from '../../../contracts/actor.ts';
import type { Payment } from '../../../contracts/receivables/payments.ts';
import { INVOICE_STATUSES, type InvoiceStatus } from '../../../contracts/receivables/kinds.ts';
import type { PaidPart } from '../../../domain/receivables/reversal.ts';
import { z } from 'zod';
import type { Tx } from '../client.ts';
import { dayOf, isoOf, moneyOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';
import { openOf } from './credit.ts';

/** One payment with the invoices it lowered and what came back of it; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, paymentId: string): Promise<Payment | null> {
  const row = await db.payment.findUnique({
    where: { id: paymentId },
    include: {
      allocations: { include: { invoice: { select: { number: true } } }, orderBy: { id: 'asc' } },
      reversals: { orderBy: { id: 'asc' } },
    },
  });
  if (!row || !(await canSeeCustomer(db, viewer, row.customerId))) return null;
  const open = await openOf(db, [row.customerId]);
  const { id, customerId, currency, reference, source } = row;
  return {
    id,
    customerId,
    currency,
    amount: moneyOf(row.amount),
    reversed: moneyOf(row.reversed),
    onAccount: open.get(id) ?? '0.00',
    paidOn: dayOf(row.paidOn),
    reference,
    source,
    createdAt: isoOf(row.createdAt),
    allocations: row.allocations.map(({ invoiceId, invoice, amount, reversed }) => ({
      invoiceId,
      invoiceNumber: invoice.number,
      amount: moneyOf(amount),
      reversed: moneyOf(reversed),
    })),
    reversals: row.reversals.map(shownReversal),
  };
}

/** A row of `payment_reversal` as it is shown. */
export function shownReversal(row: {
  id: string;
  amount: Parameters<typeof moneyOf>[0];
  reversedOn: Date;
  reason: string | null;
  reference: string | null;
  createdAt: Date;
}) {
  const { id, reason, reference } = row;
  return {
    id,
    amount: moneyOf(row.amount),
    reversedOn: dayOf(row.reversedOn),
    reason,
    reference,
    createdAt: isoOf(row.createdAt),
  };
}

/** A part of a payment with the invoice that it lowered. */
export type PartWithInvoice = PaidPart & {
  invoice: { status: InvoiceStatus; amount: string; balance: string; credit: string };
};

/** The parts of payments whose customers this transaction has locked, in the order in which they were made. */
export async function readParts(
  tx: Tx,
  paymentIds: readonly string[],
): Promise<Map<string, PartWithInvoice[]>> {
  const rows = await tx.paymentAllocation.findMany({
    where: { paymentId: { in: [...paymentIds] } },
    include: {
      invoice: { select: { number: true, status: true, amount: true, balance: true, credit: true } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const parts = new Map<string, PartWithInvoice[]>();
  for (const { id, paymentId, invoiceId, amount, reversed, invoice } of rows) {
    const part = {
      allocationId: id,
      invoiceId,
      invoiceNumber: invoice.number,
      amount: amount.toFixed(),
      reversed: reversed.toFixed(),
      isFree: invoice.status === 'void',
      invoice: {
        status: z.enum(INVOICE_STATUSES).parse(invoice.status),
        amount: invoice.amount.toFixed(),
        balance: invoice.balance.toFixed(),
        credit: invoice.credit.toFixed(),
      },
    };
    parts.set(paymentId, [...(parts.get(paymentId) ?? []), part]);
  }
  return parts;
}
