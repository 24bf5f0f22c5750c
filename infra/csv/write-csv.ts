import { guardFormula } from '../../domain/csv/formula-guard.ts';

/** What one value of a record may be; null is empty. */
export type CsvValue = string | number | boolean | null;

/** Makes one record with its line end. */
export type RecordWriter = (values: readonly CsvValue[]) => string;

/** Records as RFC 4180 has them, with another delimiter where asked. Text that could become a formula is guarded. */
export function recordWriter(delimiter: string): RecordWriter {
  // To stand in quotes, besides the delimiter: quotes, line ends, and outer spaces, which some readers drop.
  const toQuote = new RegExp(`[${delimiter}"\\r\\n]|^\\s|\\s$`);
  const written = (value: CsvValue): string => {
    if (value === null) return '';
    if (typeof value !== 'string') return String(value);
    const text = guardFormula(value);
    return toQuote.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return (values) => `${values.map(written).join(delimiter)}\r\n`;
}
