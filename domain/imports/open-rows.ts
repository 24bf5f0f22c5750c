import { Decimal } from 'decimal.js';
import type { InvoiceInput } from './merge-invoice.ts';

/** Whether a row of open items comes to nothing: its lines cancel each other, so that it names nothing that is open (C21). */
export const isNothing = ({ amount, balance, credit }: InvoiceInput): boolean =>
  [amount, balance, credit].every((each) => new Decimal(each || 0).isZero());

/**
 * What a row of open items says of today: its balance was that of its day, and `moved` is what payments, what came back of
 * them, and credit moved it by since then (C21).
 */
export function balanceSince<Row extends InvoiceInput>(row: Row, moved: string | undefined): Row {
  if (!moved || !row.balance || new Decimal(moved).isZero()) return row;
  const balance = Decimal.min(row.amount, new Decimal(row.balance).minus(row.credit ?? 0).plus(moved));
  // The status was of that day, too.
  return { ...row, balance: balance.toFixed(), credit: null, status: row.status === 'void' ? 'void' : null };
}
