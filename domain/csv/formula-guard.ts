/** Exact numbers are no formulas, also below zero, with either decimal mark. */
const NUMBER = /^-?\d+(?:[.,]\d+)?$/;
/**
 * First characters with which spreadsheets begin a formula, also in full width, also behind spaces (OWASP, CSV
 * Injection).
 */
const FORMULA = /^(?:[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\u0000])/;
/** Apostrophes before what begins a formula: a guard, or text that would be taken for guarded. */
const GUARDED = new RegExp(`^'+${FORMULA.source.slice(1)}`);

/**
 * Text as it may stand in a file: one that a spreadsheet would take for a formula gets an apostrophe in front, which
 * spreadsheets do not show and do not run. So does text that would look guarded, so that every text comes back (C22).
 */
export function guardFormula(text: string): string {
  return (FORMULA.test(text) && !NUMBER.test(text)) || GUARDED.test(text) ? `'${text}` : text;
}

/** How spreadsheets write text that they must not take for a number: `="00123"`. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;

/** What a cell means: without the guard, or the text of a formula that is nothing but text. */
export function unguardFormula(text: string): string {
  const first = text.charCodeAt(0);
  if (first === APOSTROPHE) return GUARDED.test(text) ? text.slice(1) : text;
  return first === EQUALS ? (TEXT_FORMULA.exec(text)?.[1]?.replaceAll('""', '"') ?? text) : text;
}

const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
