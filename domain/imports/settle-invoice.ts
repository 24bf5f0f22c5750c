import { Decimal } from 'decimal.js';
import type { InvoiceStatus } from '../../contracts/receivables/kinds.ts';
import type { MergeProblem } from './merge-customer.ts';
import type { InvoiceInput, StoredInvoice } from './merge-invoice.ts';

/** What an invoice owes, and what was paid beyond it. */
export interface SettledInvoice {
  status: InvoiceStatus;
  balance: string;
  /** The balance below zero of another system, without its sign (C18). */
  credit: string;
  /** `YYYY-MM-DD`; null: there is none. */
  creditOn: string | null;
}

/**
 * Status, balance and credit after a row, which must agree: open ones owe something, paid and void ones nothing. A balance
 * below zero sets the credit of a paid one and never adds to it; one from zero ends it.
 *
 * @param onDay on which credit is new that the row brings
 */
export function settleInvoice(
  stored: StoredInvoice | null,
  row: InvoiceInput,
  { onDay, problems }: { onDay: string; problems: MergeProblem[] },
): SettledInvoice {
  const amount = new Decimal(row.amount);
  const wanted = row.status ?? (stored?.status === 'void' ? 'void' : null);
  const balance = balanceOf(stored, row, wanted);
  const fail = (message: string) => problems.push({ column: 'balance', message });
  if (balance.greaterThan(amount)) fail('must not be more than the amount');
  if (!isSaid(row) && balance.plus(stored?.credit ?? 0).isNegative())
    fail('would be negative: the amount falls below what was paid');
  if (wanted === 'open' && balance.lessThanOrEqualTo(0)) fail('must be more than 0 for an open invoice');
  if (wanted === 'paid' && balance.greaterThan(0)) fail('must be 0 for a paid invoice');
  if (wanted === 'void' && !balance.isZero()) fail('must be 0 for a void invoice');
  if (new Decimal(row.credit ?? 0).greaterThan(0) && new Decimal(row.balance ?? 0).greaterThan(0))
    problems.push({ column: 'credit', message: 'stands at an invoice that still owes something' });
  const credit = Decimal.max(0, balance.negated());
  return {
    status: wanted ?? (balance.greaterThan(0) ? 'open' : 'paid'),
    balance: Decimal.max(0, balance).toFixed(),
    credit: credit.toFixed(),
    creditOn: creditDayOf(stored, credit, onDay),
  };
}

/** Whether a row tells the balance itself. */
const isSaid = (row: InvoiceInput): boolean => Boolean(row.balance) || row.credit != null;

/** The balance, below zero by the credit. */
function balanceOf(stored: StoredInvoice | null, row: InvoiceInput, wanted: InvoiceStatus | null): Decimal {
  if (row.balance) return new Decimal(row.balance).minus(row.credit ?? 0);
  if (wanted === 'void') return new Decimal(0);
  if (row.credit != null && !new Decimal(row.credit).isZero()) return new Decimal(row.credit).negated();
  if (wanted === 'paid') return new Decimal(row.credit ?? stored?.credit ?? 0).negated();
  if (!stored || stored.status === 'void' || row.balance === null) return new Decimal(row.amount);
  return new Decimal(stored.balance)
    .minus(row.credit ?? stored.credit)
    .plus(row.amount)
    .minus(stored.amount);
}

/** The same credit again is of the day it was first told. */
function creditDayOf(stored: StoredInvoice | null, credit: Decimal, onDay: string): string | null {
  if (credit.isZero()) return null;
  return stored && credit.equals(stored.credit) ? stored.creditOn : onDay;
}
