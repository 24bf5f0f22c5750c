import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { INVOICE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { PartWithInvoice } from '../receivables/payment-details.ts';
import type { Tx } from '../client.ts';
import { dayOf } from '../rows.ts';

/** A payment that a row may reverse. */
export interface PlannedPayment {
  id: string;
  customerId: string;
  reference: string | null;
  amount: string;
  reversed: string;
  /** `YYYY-MM-DD` */
  paidOn: string;
  parts: PartWithInvoice[];
}

/** Payments of customers that this transaction has locked, by reference or by an invoice that they lowered. */
export async function readReversible(
  tx: Tx,
  _viewer: Viewer,
  input: { customerIds: readonly string[]; references: readonly string[]; invoiceNumbers: readonly string[] },
): Promise<PlannedPayment[]> {
  const { customerIds, references, invoiceNumbers } = input;
  const rows = await tx.payment.findMany({
    where: {
      customerId: { in: [...customerIds] },
      OR: [
        { reference: { in: [...references] } },
        { allocations: { some: { invoice: { number: { in: [...invoiceNumbers] } } } } },
      ],
    },
    include: { allocations: { include: { invoice: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, customerId, reference, amount, reversed, paidOn, allocations }) => ({
    id,
    customerId,
    reference,
    amount: amount.toFixed(),
    reversed: reversed.toFixed(),
    paidOn: dayOf(paidOn),
    parts: allocations.map(({ invoice, ...part }) => ({
      allocationId: part.id,
      invoiceId: part.invoiceId,
      invoiceNumber: invoice.number,
      amount: part.amount.toFixed(),
      reversed: part.reversed.toFixed(),
      isFree: invoice.status === 'void',
      invoice: {
        status: z.enum(INVOICE_STATUSES).parse(invoice.status),
        amount: invoice.amount.toFixed(),
        balance: invoice.balance.toFixed(),
        credit: invoice.credit.toFixed(),
      },
    })),
  }));
}

/** A reversal as an import compares it. */
export interface StoredReversal {
  id: string;
  customerId: string;
  reference: string | null;
  amount: string;
  /** `YYYY-MM-DD` */
  reversedOn: string;
}

/** Reversals of customers the caller was allowed to read, by their own reference. */
export async function readReversals(
  tx: Tx,
  _viewer: Viewer,
  { customerIds, references }: { customerIds: readonly string[]; references: readonly string[] },
): Promise<StoredReversal[]> {
  const rows = await tx.paymentReversal.findMany({
    where: { customerId: { in: [...customerIds] }, reference: { in: [...references] } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, customerId, reference, amount, reversedOn }) => ({
    id,
    customerId,
    reference,
    amount: amount.toFixed(),
    reversedOn: dayOf(reversedOn),
  }));
}
