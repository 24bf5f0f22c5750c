import { faultOf, type Fault } from './fault.ts';
import { literal } from './plain-characters.ts';

/** What a text may name. */
export interface OwnIdentifiers {
  invoiceNumbers: readonly string[];
  /** Whether digits are in the number of an invoice or order, or stand for one in the person's own words. */
  isDocument: (digits: string) => boolean;
  /** Everything else a text may repeat, as one text. */
  words: string;
  /** `YYYY-MM-DD`; years around it are no news. */
  today: string;
}

/** What people call an invoice, and the word for its number, in the languages of letters. */
const INVOICE_WORD =
  'invoices?|bills?|rechnung(?:en|snummern?|s-nr)?|belegs?|factures?|facturas?|fatturae?|fatture|fattura|factu(?:ur|ren)|factuurnummers?|faturas?|faktur(?:a|y|ę|ą|om|ach|ami|ze)?|faktur(?:or|an|orna|anummer)|請求書(?:番号)?';
const NUMBER_WORD = '(?:(?:number|no|nr|num|nummer|numéro|número|numero|numer|n)[.°ºo]*|#|番号)?';
/** Digits that count something are no number of an invoice. */
const COUNTED =
  '(?![\\p{L}\\p{N}])(?! ?(?:%|days?|weeks?|months?|tagen?|wochen?|monaten?|jours?|semaines?|mois|días?|semanas?|giorn[oi]|settiman[ae]|dag(?:en|ar)?|weken|dias?|dni|dzień|tygodni|veck(?:a|or)|日|週|件))';
const INVOICE_TOKEN = '[\\p{L}\\u0001]{0,6}[-/]?[\\d\\u0001][\\p{L}\\p{N}\\u0001/_-]*';
/** `invoices 7 and 12`: numbers right behind the word, however small; own ones are masked. */
const NAMED_INVOICES = new RegExp(
  `(?<!\\p{L})(?:${INVOICE_WORD})[ :]{0,2}${NUMBER_WORD}[ :]{0,2}(${INVOICE_TOKEN}${COUNTED}(?:(?:, ?| ?& ?| (?:and|or|und|oder|et|y|e|en|i|och|ed?) |、)${INVOICE_TOKEN}${COUNTED})*)`,
  'giu',
);

/** Words with digits: letters and digits joined by marks that numbers of documents are made with. */
const IDENTIFIER = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-_/.][\p{L}\p{N}]+)*/gu;
/** `No. 7`, `#7`: a number of something, however small. */
const NUMBERED = /(?:#|(?<!\p{L})(?:no|nr|núm)\. ?|n° ?)(\d+)/giu;

/**
 * Judges numbers that are no amounts: whatever is shaped like the customer's own invoice numbers must be one of them,
 * and anything longer than a count of days must be known.
 */
export function checkIdentifiers(text: string, own: OwnIdentifiers): Fault[] {
  const faults: Fault[] = [];
  const isShapedAsOwn = shapesOf(own.invoiceNumbers);
  const isKnown = knownNumbers(own);
  for (const [word] of text.matchAll(IDENTIFIER)) {
    if (!/\d/.test(word)) continue;
    const isAllKnown = word.match(/\d+/g)!.every((digits) => digits.length < 3 || isKnown(digits));
    // Digits alone may also be a year, or an order.
    const isForeign = isShapedAsOwn(word) && (/\p{L}/u.test(word) || !isAllKnown);
    if (isForeign || isLongerThanOwn(word, own.invoiceNumbers)) faults.push(faultOf('invoice_number', word));
    else if (!isAllKnown) faults.push(faultOf('number', word));
  }
  for (const [, list] of text.matchAll(NAMED_INVOICES)) {
    for (const [digits] of list!.matchAll(/\d+/gu))
      if (digits.length < 3 && !own.isDocument(digits)) faults.push(faultOf('invoice_number', digits));
  }
  for (const [words, number] of text.matchAll(NUMBERED)) {
    if (!own.isDocument(number!)) faults.push(faultOf('invoice_number', words));
  }
  return faults;
}

/** Whether it is an own number with more digits around it. */
function isLongerThanOwn(word: string, numbers: readonly string[]): boolean {
  const pattern = new RegExp(
    numbers
      .filter((number) => /\D/.test(number))
      .map(literal)
      .join('|') || '$^',
    'iu',
  );
  return pattern.test(word) && /\d/.test(word.replace(pattern, ''));
}

/** Whether a whole number is in what the text may repeat, is 100, or a year around this one. */
function knownNumbers({ words, today }: Pick<OwnIdentifiers, 'words' | 'today'>) {
  const known = new Set([...(words.match(/\d+/g) ?? []), '100']);
  const year = Number(today.slice(0, 4));
  return (digits: string): boolean => known.has(digits) || Math.abs(Number(digits) - year) <= 1;
}

/** The customer's own invoice numbers as a pattern, to be taken out of a text; null: there are none of that kind. */
export function ownNumbersPattern(numbers: readonly string[]): RegExp | null {
  if (numbers.length === 0) return null;
  const longestFirst = [...numbers].sort((a, b) => b.length - a.length).map(literal);
  // Not the beginning or the end of a longer number: INV-1 is not in INV-10, nor in INV-1-22.
  const start = '(?<![\\p{L}\\p{N}])(?<![\\p{L}\\p{N}][-_/.])';
  return new RegExp(`${start}(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])(?![-_/.][\\p{L}\\p{N}])`, 'giu');
}

/** Whether a word looks like one of these numbers with other digits. */
function shapesOf(numbers: readonly string[]): (word: string) => boolean {
  const shapes = new Set(numbers.filter((number) => /\d/.test(number)).map(shapeOf));
  const patterns = [...shapes].map((shape) => new RegExp(`^${shape}$`, 'iu'));
  return (word) => patterns.some((pattern) => pattern.test(word));
}

function shapeOf(number: string): string {
  const hasLetters = /\p{L}/u.test(number);
  return number
    .split(/(\d+)/)
    .map((part, index) => {
      if (index % 2 === 0) return literal(part);
      if (hasLetters) return '\\d+';
      // Without letters only the lengths tell 2026-0012 from "7-14 days".
      return `\\d{${Math.max(part.length - 1, 3)},${part.length + 1}}`;
    })
    .join('');
}
