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

/** What would be asked for before credit counts, and what speaks against asking. */
export interface Asked extends AskingTerms {
  gross: string;
  /** ISO 4217. */
  currency: string;
}

/** Why nothing is asked for, in a sentence for people with the amounts of that moment. */
export interface NotAsked<Code = NotWorthAsking> {
  code: Code;
  text: string;
}

/** Whether an amount is worth a letter once credit counts, and if not why (C18, C19); null: it is. */
export function notAskedFor({ gross, currency, ...terms }: Asked): NotAsked | null {
  const net = netOf([gross], terms.credit);
  const code = whyNotAsked({ gross, net }, terms);
  return code && { code, text: sayNotAsked(code, { gross, net, currency, ...terms }) };
}

function sayNotAsked(code: NotWorthAsking, { currency, ...amounts }: Asked & { net: string }): string {
  const credit = moneyText(amounts.credit, currency);
  const gross = moneyText(amounts.gross, currency);
  if (code === 'in_credit')
    return `The customer owes ${gross} and has ${credit} to its credit: nothing is left to ask for.`;
  const hasCredit = new Exact(amounts.credit).greaterThan(0);
  const left = hasCredit ? `${moneyText(amounts.net, currency)} (${gross} less ${credit} of credit)` : gross;
  return `What is left to ask for, ${left}, is less than the least amount worth a letter, ${moneyText(amounts.least, currency)}.`;
}

/** What is said of balances that are each below one minor unit of the currency, left over from before (C19). */
export function residueText(residue: string, currency: string): string {
  return `What is open, ${moneyText(residue, currency)}, is below the smallest unit of the currency: nobody can pay it.`;
}

/** As `5.00 EUR`, with the decimals of the currency, or all that it has: a residue is not rounded to nothing. */
export function moneyText(amount: string, currency: string): string {
  const exact = new Exact(amount);
  return `${exact.toFixed(Math.max(digitsOf(currency), exact.decimalPlaces()))} ${currency}`;
}
