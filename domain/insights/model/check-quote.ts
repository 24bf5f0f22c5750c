import { Decimal } from 'decimal.js';
import type { DropReason } from '../../../contracts/insights/kinds.ts';
import { checkMarkedAmounts } from '../../prompting/check-amounts.ts';
import { checkDates } from '../../prompting/check-dates.ts';
import { checkLinks } from '../../prompting/check-links.ts';
import { createMarkFinder } from '../../prompting/currency-marks.ts';
import { plainCharacters } from '../../prompting/plain-characters.ts';
import type { ModelFacts, ModelSource } from './facts.ts';

const LEAST_QUOTE = 8;
const MOST_QUOTE = 300;
const NOTHING = { links: new Set<string>(), emails: [], names: [] };

/** A quote that stands in its source, or why it does not count. */
export type Quote = { source: ModelSource; quote: string } | { dropped: DropReason };

/** White space aside, texts are compared letter by letter. */
export const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Looks for a quote in the source that it names: one of those that were given, and not our own words. */
export function checkQuote(facts: ModelFacts, named: { source: string; quote: string }): Quote {
  const source = facts.sources.find(({ id }) => id === named.source);
  if (!source) return { dropped: 'unknown_source' };
  if (source.isOurs) return { dropped: 'source_kind' };
  const quote = flat(named.quote);
  const fault = faultOfQuote(quote, source.text);
  if (fault !== null) return { dropped: fault };
  if (checkLinks(quote, NOTHING).length > 0) return { dropped: 'link' };
  return { source, quote };
}

/** Why a flat quote does not count as one of a text; null: it stands there. */
export function faultOfQuote(quote: string, text: string): 'quote_length' | 'quote_missing' | null {
  if (quote.length < LEAST_QUOTE || quote.length > MOST_QUOTE) return 'quote_length';
  return flat(text).includes(quote) ? null : 'quote_missing';
}

/** Whether a quote names this day, in whatever spelling, and it is of these years (M4). */
export function namesDay(
  quote: string,
  day: string,
  { locale, today }: Pick<ModelFacts, 'locale'> & { today: string },
): boolean {
  if (Math.abs(Number(day.slice(0, 4)) - Number(today.slice(0, 4))) > 1) return false;
  const foreign = (dates: readonly string[]) =>
    checkDates(plainCharacters(quote), { dates, shown: [], words: '', locale }).faults.length;
  return foreign([day]) < foreign([]);
}

/** Whether a quote names this amount at a mark of the customer's currency, and it is one of the customer's own (M4). */
export function namesAmount(
  quote: string,
  amount: string,
  { currency, locale, amounts: own }: ModelFacts,
): boolean {
  const plain = new Decimal(amount).toString();
  const isOwn = own.some((each) => new Decimal(each).toString() === plain);
  return isOwn && namesMarked(plainCharacters(quote), amount, { currency, locale });
}

/** Whether plain characters name this amount, which is more than nothing, at a mark of the currency. */
export function namesMarked(
  text: string,
  amount: string,
  { currency, locale }: Pick<ModelFacts, 'currency' | 'locale'>,
): boolean {
  const plain = new Decimal(amount);
  if (plain.isZero()) return false;
  const findMarks = createMarkFinder(currency, locale);
  const foreign = (amounts: ReadonlySet<string>) =>
    checkMarkedAmounts(text, { amounts, findMarks, isDocument: () => false }).faults.length;
  return foreign(new Set([plain.toString()])) < foreign(new Set());
}
