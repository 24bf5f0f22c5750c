import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import { ProblemError } from '../../contracts/problems.ts';

/** One record. `line` is where it begins, counted from 1, also when values before it hold line breaks. */
export interface CsvRow {
  line: number;
  values: readonly string[];
}

/** What may stand between two values. */
export const CSV_DELIMITERS = [',', ';', '\t'] as const;
export type CsvDelimiter = (typeof CSV_DELIMITERS)[number];

/** No customer, contact or invoice needs more; a longer record is a quote that was never closed, or no CSV. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Reads the records of a UTF-8 file with `\n` line ends one after the other (RFC 4180: values may be quoted, quotes are
 * doubled), the header included. Empty lines are left out.
 *
 * @throws ProblemError `validation` naming the line: a quote out of place or never closed, a record above 1 MB
 */
export async function* readCsv(path: string, delimiter: CsvDelimiter): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter,
    info: true,
    record_delimiter: '\n',
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
  });
  const file = createReadStream(path);
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  let lastLine = 0;
  try {
    for await (const read of parser) {
      const { record, info } = read as { record: string[]; info: { lines: number } };
      lastLine = info.lines;
      // Not left to the parser: an empty line that it skips would not be counted in the next error.
      if (record.length > 1 || record[0] !== '')
        yield { line: info.lines - lineBreaks(record), values: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? brokenCsv(error, lastLine + 1) : error;
  } finally {
    file.destroy();
    parser.destroy();
  }
}

/**
 * The delimiter of a file: the one that its first line has most of, outside quotes; a comma when it has none.
 * Reads at most the first megabyte.
 *
 * @throws ProblemError `validation` for a first line above 1 MB
 */
export async function detectDelimiter(path: string): Promise<CsvDelimiter> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_RECORD_BYTES) });
    const counts = new Map<string, number>(CSV_DELIMITERS.map((delimiter) => [delimiter, 0]));
    const end = countOutsideQuotes(buffer.toString('utf8', 0, bytesRead), counts);
    if (end === null && bytesRead === MAX_RECORD_BYTES) throw tooLong(1);
    return CSV_DELIMITERS.reduce((best, next) =>
      (counts.get(next) ?? 0) > (counts.get(best) ?? 0) ? next : best,
    );
  } finally {
    await file.close();
  }
}

/** Counts the characters of `counts` in the first line with content; null when that line has no end. */
function countOutsideQuotes(text: string, counts: Map<string, number>): number | null {
  let isQuoted = false;
  let hasContent = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    const isLineEnd = character === '\n';
    if (isLineEnd && !isQuoted && hasContent) return at;
    if (!isLineEnd) hasContent = true;
    const count = counts.get(character);
    if (count !== undefined && !isQuoted) counts.set(character, count + 1);
  }
  return null;
}

function lineBreaks(values: readonly string[]): number {
  let count = 0;
  for (const value of values) {
    for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) count += 1;
  }
  return count;
}

function tooLong(line: number): ProblemError {
  return refused(line, 'is longer than 1 MB: is a quote not closed?');
}

function brokenCsv(error: CsvError, firstLine: number): ProblemError {
  const line = typeof error['lines'] === 'number' ? error['lines'] : firstLine;
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return tooLong(firstLine);
    case 'CSV_QUOTE_NOT_CLOSED':
      return refused(firstLine, 'opens a quote that is never closed');
    case 'CSV_INVALID_CLOSING_QUOTE':
      return refused(line, 'has text after a closing quote; a quote inside a quoted value is written twice');
    default:
      return refused(
        line,
        'has a quote inside an unquoted value; put the value in quotes and write that quote twice',
      );
  }
}

function refused(line: number, message: string): ProblemError {
  return new ProblemError('validation', `Line ${line} ${message}.`, [{ field: `line ${line}`, message }]);
}
