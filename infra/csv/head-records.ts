import { ProblemError } from '../../contracts/problems.ts';
import { DELIMITERS, type Delimiter, type FileHead } from '../../domain/csv/find-delimiter.ts';
import { RecordSplitter, type CsvRow } from './split-records.ts';

/** Records that are looked at to find the header, and in a preview for samples. */
const HEAD_RECORDS = 200;

/** Spreadsheets name the delimiter in a first line of its own. */
const SEP_LINE = /^(?:"sep=(.)"|sep=(.))[;,\t ]*(?:\n|$)/i;

/** The delimiter that a `sep=` line names; null: the file has none. */
export function sepLineOf(text: string): string | null {
  const [, quoted, bare] = SEP_LINE.exec(text) ?? [];
  return quoted ?? bare ?? null;
}

/**
 * The first records, read with each delimiter that the file may have: the declared one, that of its `sep=` line, or any.
 *
 * @throws ProblemError `validation` for a `sep=` line with a delimiter that is not taken
 */
export function headsOf(text: string, declared: Delimiter | undefined): FileHead[] {
  const sep = sepLineOf(text);
  const skipLines = sep === null ? 0 : 1;
  const records = sep === null ? text : text.slice(Math.max(text.indexOf('\n'), 0) + 1);
  const known = sep === null ? undefined : DELIMITERS.find((each) => each === sep);
  if (sep !== null && !known && !declared) {
    const message = `names the delimiter \`${sep}\`; taken are comma, semicolon, tab and pipe`;
    throw new ProblemError('validation', `Line 1 ${message}.`, [{ field: 'line 1', message }]);
  }
  const one = declared ?? known;
  const candidates = one ? [one] : DELIMITERS.filter((each) => each !== '|');
  return candidates.map((delimiter) => {
    const rows = firstRecords(records, delimiter, skipLines + 1);
    return { delimiter, skipLines, isNamed: one !== undefined, rows };
  });
}

function firstRecords(text: string, delimiter: Delimiter, firstLine: number): CsvRow[] {
  const splitter = new RecordSplitter(delimiter, firstLine);
  const rows: CsvRow[] = [];
  try {
    for (const part of [splitter.push(text), splitter.end()]) {
      for (const row of part) {
        rows.push(row);
        if (rows.length === HEAD_RECORDS) return rows;
      }
    }
  } catch {
    // With the wrong delimiter, or cut at the end of the head, a quote may be out of place; with the right one, reading
    // the whole file says so.
  }
  return rows;
}
