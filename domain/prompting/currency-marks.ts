import { literal, plainCharacters } from './plain-characters.ts';

/** A sign, code or word for a currency in a text. */
export interface CurrencyMark {
  start: number;
  end: number;
  /** Whether it means the customer's currency. */
  isOwn: boolean;
}

const CODES = new Set(Intl.supportedValuesOf('currency'));
/** Codes that are English words too: in capitals they are emphasis. */
const WORDS_LIKE_CODES = new Set([
  'ALL',
  'TRY',
  'TOP',
  'PEN',
  'CUP',
  'SIT',
  'BAD',
  'MAD',
  'MOP',
  'GEL',
  'SOS',
]);

/** Names of currencies as people write them. Small units among them are never own: no amount is given in them. */
const NAMES =
  /^(?:dollars?|dólare?s?|euros?|pounds?|sterling|yen|yuan|renminbi|rupees?|francs?|franken|kron[aeo]r?|kr|zloty|złoty(?:ch)?|pesos?|reais|rand|liras?|forints?|rubles?|roubles?|dirhams?|riyals?|baht|cents?|pence|pennies|bucks?|quid|usd|eur|gbp|chf|jpy|cad|aud)$/iu;

/**
 * Finds the currency marks of texts about a customer: `€`, `US$`, `EUR`, `euros`, and what the customer's locale calls
 * its currency.
 */
export function createMarkFinder(currency: string, locale: string): (text: string) => CurrencyMark[] {
  const own = ownMarks(currency, locale);
  const literals = [...own].sort((a, b) => b.length - a.length).map((mark) => bounded(literal(mark)));
  const pattern = new RegExp(
    `${literals.join('|')}|(?:(?<!\\p{L})[A-Z]{1,3})?\\p{Sc}(?:[A-Z]{2}(?!\\p{L}))?|(?<!\\p{L})\\p{L}+(?!\\p{L})`,
    'giu',
  );
  const isOwn = (mark: string): boolean => {
    if (own.has(mark.toLowerCase())) return true;
    const sign = /\p{Sc}/u.exec(mark)?.[0];
    if (sign) return own.has(sign) && currency.startsWith(mark.replace(sign, '').toUpperCase());
    const stem = mark.toLowerCase().replace(/s$/, '');
    return [...own].some((name) => name.split(' ').some((word) => word.startsWith(stem)));
  };
  return (text) =>
    [...text.matchAll(pattern)]
      .filter(([mark]) => own.has(mark.toLowerCase()) || isMark(mark))
      .map((found) => ({
        start: found.index,
        end: found.index + found[0].length,
        isOwn: isOwn(found[0]),
      }));
}

function isMark(word: string): boolean {
  if (/\p{Sc}/u.test(word)) return true;
  return (CODES.has(word) && !WORDS_LIKE_CODES.has(word)) || NAMES.test(word);
}

/** What the currency is called, in small letters: its code, and signs and names in English and in the locale. */
function ownMarks(currency: string, locale: string): ReadonlySet<string> {
  const marks = new Set([currency.toLowerCase()]);
  for (const where of [locale, 'en']) {
    for (const currencyDisplay of ['symbol', 'narrowSymbol', 'name'] as const) {
      for (const mark of marksIn(where, { style: 'currency', currency, currencyDisplay })) marks.add(mark);
    }
  }
  return marks;
}

function marksIn(locale: string, options: Intl.NumberFormatOptions): string[] {
  try {
    const format = new Intl.NumberFormat(locale, options);
    return [1, 2, 5]
      .flatMap((amount) => format.formatToParts(amount))
      .filter(({ type }) => type === 'currency')
      .map(({ value }) => plainCharacters(value).trim().toLowerCase())
      .filter((mark) => mark !== '');
  } catch {
    // An unknown locale formats like English (M2), which is asked as well.
    return [];
  }
}

function bounded(pattern: string): string {
  return `(?<!\\p{L})${pattern}(?!\\p{L})`;
}
