import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from '@jest/globals';
import { csvRecord } from '../../../infra/csv/write-csv.ts';
import { runs } from '../../support/rows/runs.ts';

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
])('%j cannot become a formula', (text, written) => {
  expect(csvRecord([text])).toBe(`${written}\r\n`);
});

test.each(['-12.50', '0', '1250.00', '-3'])('%s stays a number', (text) => {
  expect(csvRecord([text])).toBe(`${text}\r\n`);
});

test('whatever text is written comes back, and no value begins a formula', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '=', '-', '1', '.', '@', 'é'),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (values) => {
      const [read] = parse(csvRecord(values), {
        record_delimiter: '\r\n',
        relax_column_count: true,
      }) as string[][];
      expect(
        read!.map((each, index) => [each, each === values[index] || each === `'${values[index]}`]),
      ).toEqual(read!.map((each) => [each, true]));
      for (const each of read!) expect(/^\s*[=+@]/.test(each)).toBe(false);
    }),
    runs({ test: 100, proof: 10_000 }),
  );
});
