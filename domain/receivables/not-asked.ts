import { Decimal } from 'decimal.js';
import { digitsOf } from '../rendering/formatting.ts';
import { netOf, whyNotAsked, type AskingTerms, type NotWorthAsking } from './owed.ts';

const Exact = Decimal.clone({ precision: 60 });

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
