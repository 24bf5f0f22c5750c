import { Decimal } from 'decimal.js';
import { digitsOf } from '../rendering/formatting.ts';

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

/** What is asked for, before credit counts and after it, what credit there is, and the least amount worth a letter. */
export interface Asked extends AskingTerms {
  gross: string;
  net: string;
  /** ISO 4217. */
  currency: string;
}

/** Why that is not asked for, in a sentence for people, with the amounts. */
export function sayNotAsked(reason: NotWorthAsking, asked: Asked): string {
  const { currency } = asked;
  const [gross, net, credit, least] = [asked.gross, asked.net, asked.credit, asked.least].map((amount) =>
    spelled(amount, currency),
  );
  if (reason === 'in_credit')
    return `The customer owes ${gross} and has ${credit} to its credit: nothing is left to ask for.`;
  const left = new Exact(asked.credit).greaterThan(0) ? `${net} (${gross} less ${credit} of credit)` : gross;
  return `What is left to ask for, ${left}, is less than the least amount worth a letter, ${least}.`;
}

/** With the decimals of its currency, or all that it has: a residue is not rounded to nothing. */
function spelled(amount: string, currency: string): string {
  const exact = new Exact(amount);
  return `${exact.toFixed(Math.max(digitsOf(currency), exact.decimalPlaces()))} ${currency}`;
}
