/** Exact numbers are no formulas, also below zero, with either decimal mark. */
const NUMBER = /^-?\d+(?:[.,]\d+)?$/;
/**
 * First characters with which spreadsheets begin a formula, also in full width, also behind spaces (OWASP, CSV
 * Injection).
 */
const FORMULA = /^(?:[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\u0000])/;
/** `1.23457E+11`: how spreadsheets write a number that is too long for them. What it was, nobody can tell any more. */
const SHORTENED = /^\s*[+-]?\d(?:[.,]\d+)?E\+\d+\s*$/i;
/** Apostrophes before what is guarded: a guard, or text that would be taken for guarded. */
const GUARDED = new RegExp(`^'+(?:${FORMULA.source.slice(1)}|${SHORTENED.source.slice(1)})`, 'i');

/**
 * Text as it may stand in a file: one that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets do not show and do not run. So does text that looks like a number which one has shortened, or guarded, so that
 * every text comes back (C22).
 */
export function guardFormula(text: string): string {
  const isFormula = FORMULA.test(text) && !NUMBER.test(text);
  return isFormula || isShortened(text) || GUARDED.test(text) ? `'${text}` : text;
}

/** How spreadsheets write text that they must not take for a number: `="00123"`. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;

/** What a cell means: without the guard, or the text of a formula that is nothing but text. */
export function unguardFormula(text: string): string {
  const first = text.charCodeAt(0);
  if (first === APOSTROPHE) return GUARDED.test(text) ? text.slice(1) : text;
  return first === EQUALS ? (TEXT_FORMULA.exec(text)?.[1]?.replaceAll('""', '"') ?? text) : text;
}

/** Whether a cell holds what a spreadsheet has left of a long number: two different ones may have come to the same (C17). */
export const isShortened = (cell: string): boolean => SHORTENED.test(cell);

const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
