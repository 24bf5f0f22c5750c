import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { unguardFormula } from '../../../domain/csv/formula-guard.ts';
import { RecordSplitter } from '../../../infra/csv/split-records.ts';
import { recordWriter } from '../../../infra/csv/write-csv.ts';
import { runs } from '../../support/rows/runs.ts';

const csvRecord = recordWriter(',');

test('a record is written as RFC 4180 has it', () => {
  expect(csvRecord(['a', 'b c', 1, true, null, ''])).toBe('a,b c,1,true,,\r\n');
  expect(csvRecord(['a,b', 'say "hi"', 'two\nlines', ' outer '])).toBe(
    '"a,b","say ""hi""","two\nlines"," outer "\r\n',
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+49 30 1', "'+49 30 1"],
  ['-cmd', "'-cmd"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\r=1', `"'\r=1"`],
  ['  =1', "'  =1"],
  ['＝1+1', "'＝1+1"],
  ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
  ['-1+1', "'-1+1"],
  ['1.23E+11', "'1.23E+11"],
  ["'4E+05", "''4E+05"],
])('C22: %j cannot become a formula or a number', (text, written) => {
  expect(csvRecord([text])).toBe(`${written}\r\n`);
});

test.each(['-12.50', '0', '1250.00', '-3'])('%s stays a number', (text) => {
  expect(csvRecord([text])).toBe(`${text}\r\n`);
});

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    '"',
    ',',
    ';',
    '\t',
    '\n',
    ' ',
    '=',
    '-',
    '1',
    '.',
    '@',
    "'",
    'é',
    '\uff1d',
    '1E+5',
  ),
});
const records = fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const delimiters = fc.constantFrom(',', ';', '\t', '|');
const written = (rows: string[][], delimiter: string): string =>
  rows.map(recordWriter(delimiter)).join('').replaceAll('\r\n', '\n');

/** All records of a text that comes in pieces. */
function split(whole: string, delimiter: string, pieceLength: number): string[][] {
  const splitter = new RecordSplitter(delimiter);
  const rows: string[][] = [];
  for (let at = 0; at < whole.length; at += pieceLength) {
    for (const row of splitter.push(whole.slice(at, at + pieceLength))) rows.push([...row.values]);
  }
  for (const row of splitter.end()) rows.push([...row.values]);
  return rows;
}

test('C22: whatever text is written comes back, in whatever pieces, and no value begins a formula', () => {
  fc.assert(
    fc.property(records, delimiters, fc.integer({ min: 1, max: 40 }), (rows, delimiter, pieceLength) => {
      const read = split(written(rows, delimiter), delimiter, pieceLength);
      expect(read.map((row) => row.map(unguardFormula))).toEqual(rows);
      for (const each of read.flat()) expect(/^\s*[=+@]/.test(each)).toBe(false);
    }),
    runs({ test: 300, proof: 20_000 }),
  );
});

test('C17: records of RFC 4180 are those that another reader finds', () => {
  fc.assert(
    fc.property(records, delimiters, (rows, delimiter) => {
      const whole = written(rows, delimiter);
      const options = { delimiter, record_delimiter: '\n', relax_column_count: true };
      expect(split(whole, delimiter, 7)).toEqual(parse(whole, options) as string[][]);
    }),
    runs({ test: 200, proof: 10_000 }),
  );
});

test('C17: no quote makes the reader lose a letter: the file is read whole, or refused', () => {
  const line = fc.string({ unit: fc.constantFrom('a', '"', ',', ' ', 'b'), minLength: 1, maxLength: 12 });
  const letters = (of: string) => of.replace(/[^ab]/g, '');
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      const whole = `${lines.join('\n')}\n`;
      let rows: string[][] = [];
      try {
        rows = split(whole, ',', 5);
      } catch {
        return;
      }
      expect(letters(rows.flat().join(''))).toBe(letters(whole));
    }),
    runs({ test: 300, proof: 20_000 }),
  );
});
