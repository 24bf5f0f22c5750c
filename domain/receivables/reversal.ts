import { Decimal } from 'decimal.js';
import type { BalanceCause, BalanceChangeKind, InvoiceStatus } from '../../contracts/receivables/kinds.ts';

/** The part of a payment that lowered an invoice, as it stands now. Money is an exact decimal string. */
export interface PaidPart {
  allocationId: string;
  invoiceId: string;
  invoiceNumber: string;
  /** What it lowered the invoice by. */
  amount: string;
  /** What of that came back already. */
  reversed: string;
}

/** A payment that may come back. */
export interface ReversiblePayment {
  amount: string;
  reversed: string;
  /** In the order in which they were made. */
  parts: readonly PaidPart[];
}

/** What an invoice is when a payment of it comes back. */
export interface ReopenedInvoice {
  status: InvoiceStatus;
  amount: string;
  balance: string;
}

/** A movement of a balance that a reversal makes. */
export interface ReversalMove {
  kind: Extract<BalanceChangeKind, 'reversal' | 'import' | 'void'>;
  cause: Extract<BalanceCause, 'payment' | 'import' | 'void'>;
  delta: string;
  /** The balance after it. */
  balance: string;
}

/** What is left of a payment or of a part of it. */
export const leftOf = ({ amount, reversed }: { amount: string; reversed: string }): Decimal =>
  new Decimal(amount).minus(reversed);

/**
 * Which parts of a payment come back (C20). Those of the named invoice; else the money on account first, since nothing
 * has to be asked for again, then the latest part. `null`: there is not so much left.
 */
export function partsToReverse(
  payment: ReversiblePayment,
  { amount, invoiceId }: { amount: string; invoiceId?: string | undefined },
): { part: PaidPart; amount: string }[] | null {
  let left = new Decimal(amount);
  if (left.greaterThan(leftOf(payment))) return null;
  const isNamed = invoiceId !== undefined;
  const parts = payment.parts.filter((part) => !isNamed || part.invoiceId === invoiceId).toReversed();
  if (!isNamed) {
    const allocated = Decimal.sum(0, ...payment.parts.map(leftOf));
    left = left.minus(Decimal.min(left, leftOf(payment).minus(allocated)));
  }
  const taken: { part: PaidPart; amount: string }[] = [];
  for (const part of parts) {
    const some = Decimal.min(left, leftOf(part));
    if (some.isZero()) continue;
    taken.push({ part, amount: some.toFixed() });
    left = left.minus(some);
  }
  return left.isZero() ? taken : null;
}

/**
 * How the balance of an invoice moves when `amount` of its payment comes back. It never owes more than its amount: what a
 * file showed as unpaid before the reversal was entered is not asked for twice, and a void invoice stays void.
 */
export function movesOf(
  invoice: ReopenedInvoice,
  amount: string,
): { invoice: ReopenedInvoice; moves: ReversalMove[] } {
  const risen = new Decimal(invoice.balance).plus(amount);
  const moves: ReversalMove[] = [
    { kind: 'reversal', cause: 'payment', delta: amount, balance: risen.toFixed() },
  ];
  const most = invoice.status === 'void' ? new Decimal(0) : new Decimal(invoice.amount);
  const over = Decimal.max(0, risen.minus(most));
  const balance = risen.minus(over).toFixed();
  if (!over.isZero()) {
    const kind = invoice.status === 'void' ? 'void' : 'import';
    moves.push({ kind, cause: kind, delta: over.negated().toFixed(), balance });
  }
  const status = invoice.status === 'void' ? 'void' : 'open';
  return { invoice: { ...invoice, status, balance }, moves };
}
