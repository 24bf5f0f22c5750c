import type { CurrencyMark } from './currency-marks.ts';
import { faultOf, type Fault } from './fault.ts';
import { isWrittenAsMoney, numbersOf, valuesOf, type NumberToken } from './numbers.ts';
import { maskedAt } from './plain-characters.ts';

/** What a look at a text found, and the text without what was judged. */
export interface Look {
  faults: Fault[];
  rest: string;
}

/** Between a number and the mark after it: `100,- EUR`. Between a mark and its number: `EUR: 100`. */
const GAP_BEFORE_MARK = /^(?:[.,]?[-–—]{1,2})?[ )*_]{0,2}$/;
const GAP_AFTER_MARK = /^[ :(*_~+−–-]{0,3}$/;

const NUMBER_WORDS =
  'zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion';
const WORDS_BEFORE_MARK = new RegExp(`(?<!\\p{L})(?:${NUMBER_WORDS})(?: (?:us|british))?[ -]?$`, 'iu');
const WORDS_AFTER_MARK = new RegExp(`^[ -]?(?:${NUMBER_WORDS})(?!\\p{L})`, 'iu');
const MAGNITUDE = /^ ?(?:k|m|mio|mrd|thousand|million|billion|tausend|millionen|lakh|crore)(?!\p{L})/iu;

/**
 * Judges every number that stands at a mark of a currency: it must be one of the customer's own amounts, in the
 * customer's currency. `isDocument` tells of a number on the other side of a
 * mark (`Invoice 1001 EUR 50.00`) that it is no amount.
 */
export function checkMarkedAmounts(
  text: string,
  own: {
    amounts: ReadonlySet<string>;
    findMarks: (text: string) => CurrencyMark[];
    isDocument: (number: string) => boolean;
  },
): Look {
  const faults: Fault[] = [];
  const judged = new Set<NumberToken>();
  const numbers = numbersOf(text);
  const isOwn = (number: NumberToken) => isOwnAmount(number, text, own.amounts);
  for (const mark of own.findMarks(text)) {
    if (isWrittenInWords(text, mark)) faults.push(faultOf('amount', wordsAround(text, mark)));
    const { before, after } = neighbours(text, mark, numbers, judged);
    const nearest = [before, after].filter((number) => number !== undefined);
    if (nearest.length === 0) continue;
    const amount = mark.isOwn ? nearest.find(isOwn) : undefined;
    const others = nearest.filter((number) => number !== amount);
    if (amount) judged.add(amount);
    if (amount ? others.every(({ text }) => own.isDocument(text) || isWrittenAsMoney(text)) : false) continue;
    for (const number of others) judged.add(number);
    faults.push(faultOf(mark.isOwn ? 'amount' : 'currency', wordsAround(text, mark)));
  }
  return { faults, rest: without(text, judged) };
}

/** Judges the rest of the numbers that are written as money is: `1,250.00` without any mark. */
export function checkUnmarkedAmounts(text: string, amounts: ReadonlySet<string>): Look {
  const faults: Fault[] = [];
  const judged = new Set<NumberToken>();
  for (const number of numbersOf(text)) {
    if (!isWrittenAsMoney(number.text)) continue;
    judged.add(number);
    if (!isOwnAmount(number, text, amounts)) faults.push(faultOf('amount', number.text));
  }
  return { faults, rest: without(text, judged) };
}

function isOwnAmount({ text, end }: NumberToken, whole: string, amounts: ReadonlySet<string>): boolean {
  if (MAGNITUDE.test(whole.slice(end))) return false;
  return valuesOf(text).some((value) => amounts.has(value));
}

function neighbours(
  text: string,
  mark: CurrencyMark,
  numbers: readonly NumberToken[],
  judged: ReadonlySet<NumberToken>,
): { before: NumberToken | undefined; after: NumberToken | undefined } {
  const free = numbers.filter((number) => !judged.has(number));
  const before = free.findLast(({ end }) => end <= mark.start);
  const after = free.find(({ start }) => start >= mark.end);
  return {
    before: before && GAP_BEFORE_MARK.test(text.slice(before.end, mark.start)) ? before : undefined,
    after: after && GAP_AFTER_MARK.test(text.slice(mark.end, after.start)) ? after : undefined,
  };
}

function isWrittenInWords(text: string, { start, end }: CurrencyMark): boolean {
  return WORDS_BEFORE_MARK.test(text.slice(0, start)) || WORDS_AFTER_MARK.test(text.slice(end));
}

function wordsAround(text: string, { start, end }: CurrencyMark): string {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start) + 1, start - 20), end + 20);
  return line.split('\n')[0]!.trim();
}

function without(text: string, numbers: ReadonlySet<NumberToken>): string {
  return [...numbers].reduce((rest, { start, end }) => maskedAt(rest, start, end), text);
}
