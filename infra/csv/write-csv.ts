/** What one value of a record may be; null is empty. */
export type CsvValue = string | number | boolean | null;

/** Exact numbers are no formulas, also below zero. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;
/**
 * First characters with which spreadsheets begin a formula, also in full width, also behind spaces (OWASP, CSV
 * Injection).
 */
const FORMULA = /^[\s\u0000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n\u0000]/;
/** Values that have to stand in quotes: RFC 4180, and outer spaces, which some readers drop. */
const TO_QUOTE = /[",\r\n]|^\s|\s$/;

/**
 * One record as RFC 4180 writes it, with its line end. Text that a spreadsheet would take for a formula gets an
 * apostrophe in front, which spreadsheets do not show and do not run.
 */
export function csvRecord(values: readonly CsvValue[]): string {
  return `${values.map(csvValue).join(',')}\r\n`;
}

function csvValue(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
