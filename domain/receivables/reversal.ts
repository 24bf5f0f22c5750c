import { Decimal } from 'decimal.js';
import type { BalanceCause, BalanceChangeKind, InvoiceStatus } from '../../contracts/receivables/kinds.ts';

/** The part of a payment that lowered an invoice, as it stands now. Money is an exact decimal string. */
export interface PaidPart {
  allocationId: string;
  invoiceId: string;
  invoiceNumber: string;
  /** What it lowered the invoice by. */
  amount: string;
  /** What of that came back already, or was set free. */
  reversed: string;
  /** Of an invoice that is void by now: nobody has to be asked again for it. */
  isFree?: boolean;
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
  /** What was paid beyond the amount, as another system says (C18). */
  credit: string;
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
 * has to be asked for again, also what a void invoice set free, then the latest part. `null`: there is not so much left.
 */
export function partsToReverse(
  payment: ReversiblePayment,
  { amount, invoiceId }: { amount: string; invoiceId?: string | undefined },
): { part: PaidPart; amount: string }[] | null {
  let left = new Decimal(amount);
  if (left.greaterThan(leftOf(payment))) return null;
  const isNamed = invoiceId !== undefined;
  const parts = payment.parts
    .filter((part) => !isNamed || part.invoiceId === invoiceId)
    .toReversed()
    .toSorted((a, b) => Number(b.isFree ?? false) - Number(a.isFree ?? false));
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
 * file showed as unpaid before the reversal was entered is not asked twice, and a void invoice stays void. What another
 * system says was paid beyond the amount pays it first.
 */
export function movesOf(
  invoice: ReopenedInvoice,
  amount: string,
): { invoice: ReopenedInvoice; moves: ReversalMove[] } {
  const risen = new Decimal(invoice.balance).plus(amount);
  const moves: ReversalMove[] = [
    { kind: 'reversal', cause: 'payment', delta: amount, balance: risen.toFixed() },
  ];
  const isVoid = invoice.status === 'void';
  const used = Decimal.min(invoice.credit, risen);
  const most = isVoid ? new Decimal(0) : new Decimal(invoice.amount);
  const balance = Decimal.min(most, risen.minus(used));
  const over = risen.minus(balance);
  if (!over.isZero()) {
    const kind = isVoid ? 'void' : 'import';
    moves.push({ kind, cause: kind, delta: over.negated().toFixed(), balance: balance.toFixed() });
  }
  const status = isVoid ? 'void' : balance.isZero() ? 'paid' : 'open';
  const credit = new Decimal(invoice.credit).minus(used).toFixed();
  return { invoice: { ...invoice, status, balance: balance.toFixed(), credit }, moves };
}
