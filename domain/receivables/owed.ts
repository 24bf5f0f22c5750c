import { Decimal } from 'decimal.js';

const Exact = Decimal.clone({ precision: 60 });

/** Why nothing is asked although invoices are open (C18, C19). */
export type NotWorthAsking = 'in_credit' | 'below_minimum';

/** What a customer has to its credit, and the least that is worth a letter. Decimal strings. */
export interface AskingTerms {
  /** In the customer's currency; `0` where credit does not count. */
  credit: string;
  /** At least one minor unit of the currency. */
  least: string;
}

/**
 * What is left to ask of each invoice once credit counts against them, in the order given (for a program: overdue ones,
 * oldest first). `0`: wholly covered.
 */
export function restsAfterCredit(balances: readonly string[], credit: string): string[] {
  let left = new Exact(credit);
  return balances.map((balance) => {
    const covered = Exact.max(0, Exact.min(left, balance));
    left = left.minus(covered);
    return new Exact(balance).minus(covered).toFixed();
  });
}

/** What all invoices come to, less credit; below 0 where credit is more. */
export function netOf(balances: readonly string[], credit: string): string {
  return balances
    .reduce((sum, balance) => sum.plus(balance), new Exact(0))
    .minus(credit)
    .toFixed();
}

/**
 * Whether an amount is worth a letter (C18, C19); null: it is.
 *
 * @param gross what is asked before credit counts
 * @param net the same after it
 */
export function whyNotAsked(
  { gross, net }: { gross: string; net: string },
  { credit, least }: AskingTerms,
): NotWorthAsking | null {
  if (new Exact(net).greaterThanOrEqualTo(least)) return null;
  const isCovered = new Exact(credit).greaterThan(0) && new Exact(net).lessThanOrEqualTo(0);
  return isCovered && new Exact(gross).greaterThan(0) ? 'in_credit' : 'below_minimum';
}
