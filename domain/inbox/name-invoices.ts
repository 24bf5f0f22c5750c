/** An invoice, as its customer may name it. */
export interface NamedInvoice {
  invoiceId: string;
  number: string;
}

/** A number of so few characters is part of too much else. */
const LEAST_CHARACTERS = 3;
/** Signs that join the parts of one number, or an amount: `2026-1001`, `1001/2`, `1,001.00`. */
const JOINING = /[-/_.,:'’+]/u;
/** Letters of scripts that put nothing between words end no number. */
const LETTER_OR_DIGIT =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}]/u;

/** Numbers and texts as they are compared: one case, one kind of dash, one kind of space. */
export const comparedNumber = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/**
 * Which invoices a text names (I2): by their whole numbers, never inside a longer word, number or amount; where one number
 * is a part of another, the longer one is meant.
 */
export function namedInvoices(text: string, invoices: readonly NamedInvoice[]): string[] {
  let left = comparedNumber(text);
  const longestFirst = invoices
    .map(({ invoiceId, number }) => ({ invoiceId, number: comparedNumber(number) }))
    .filter(({ number }) => number.length >= LEAST_CHARACTERS)
    .sort((a, b) => b.number.length - a.number.length || (a.number < b.number ? -1 : 1));
  const named: string[] = [];
  for (const { invoiceId, number } of longestFirst) {
    const rest = without(left, number);
    if (rest === null) continue;
    left = rest;
    named.push(invoiceId);
  }
  return named.sort();
}

/** The text without a number; null: it does not stand there as a whole. */
function without(text: string, number: string): string | null {
  let rest = '';
  let from = 0;
  let isThere = false;
  for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1)) {
    const end = at + number.length;
    if (at < from || !isWhole(text, at, end)) continue;
    // A sign that joins nothing: what stood there is no part of a shorter number.
    rest += `${text.slice(from, at)} \n `;
    from = end;
    isThere = true;
  }
  return isThere ? rest + text.slice(from) : null;
}

function isWhole(text: string, at: number, end: number): boolean {
  return !goesOn(text[at - 1], text[at - 2]) && !goesOn(text[end], text[end + 1]);
}

const goesOn = (next: string | undefined, beyond: string | undefined): boolean =>
  LETTER_OR_DIGIT.test(next ?? '') || (JOINING.test(next ?? '') && LETTER_OR_DIGIT.test(beyond ?? ''));
