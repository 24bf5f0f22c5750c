import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ProblemError } from '../../../contracts/problems.ts';
import { withCsv } from '../../../infra/csv/receive-csv.ts';
import type { CsvRow } from '../../../infra/csv/split-records.ts';
import { likeliestHead } from '../../../domain/csv/find-delimiter.ts';

/** Of this file alone: other tests receive files in the folder of the system meanwhile. */
const folder = mkdtempSync(join(tmpdir(), 'csv-reading-'));
afterEach(() => expect(readdirSync(folder)).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(bytes: Buffer | string | Buffer[], delimiter?: ',' | ';' | '\t'): Promise<CsvRow[]> {
  const source = Readable.from(Array.isArray(bytes) ? bytes : [Buffer.from(bytes)]);
  return withCsv(source, { delimiter, folder }, async (file) => {
    const rows: CsvRow[] = [];
    const records = await file.check(likeliestHead(file.heads));
    for await (const row of records.rows()) rows.push(row);
    expect(rows).toHaveLength(records.count);
    return rows;
  });
}

/** One byte a chunk: every character is cut at every place. */
const drip = (bytes: Buffer) => [...bytes].map((byte) => Buffer.from([byte]));
const valuesOf = (rows: CsvRow[]) => rows.map((row) => row.values);

async function refusal(bytes: Buffer | string | Buffer[]): Promise<string> {
  const error = await read(bytes).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`not refused as expected: ${String(error)}`);
  expect(error.code).toBe('validation');
  return `${error.errors[0]?.field} ${error.errors[0]?.message}`;
}

describe('C11: encodings', () => {
  const text = 'name;city\n"Bäckerei 😀";Köln\n株式会社;東京\n';
  const expected = [
    ['name', 'city'],
    ['Bäckerei 😀', 'Köln'],
    ['株式会社', '東京'],
  ];
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE with a mark', utf16],
    ['UTF-16BE with a mark', Buffer.from(utf16).swap16()],
  ])('%s is read, however it is cut into chunks', async (_name, bytes) => {
    expect(valuesOf(await read(bytes))).toEqual(expected);
    expect(valuesOf(await read(drip(bytes)))).toEqual(expected);
  });

  test.each([
    ['Latin-1', Buffer.from('name\nM\xfcller\n', 'latin1'), /^line 2 is not UTF-8.*byte 6 /],
    ['a character cut off at the end', Buffer.from('name\nx\xc3', 'latin1'), /^line 2 .*byte 6 /],
    ['an overlong form', Buffer.from([0x61, 0x0a, 0x0a, 0xc0, 0x80]), /^line 3 .*byte 3 /],
    ['UTF-16 without a mark', Buffer.from('name\n', 'utf16le'), /^line 1 .*byte 1 /],
    ['half a surrogate pair in UTF-16', Buffer.from('\ufeffa\nb\ud800c', 'utf16le'), /^line 2 .*byte 8 /],
    [
      'an odd byte at the end of UTF-16',
      Buffer.concat([Buffer.from('\ufeffa', 'utf16le'), Buffer.from('x')]),
      /^line 1 .*byte 4 /,
    ],
  ])('%s is refused with line and byte', async (_name, bytes, words) => {
    expect(await refusal(bytes)).toMatch(words);
    expect(await refusal(drip(bytes))).toMatch(words);
  });
});

describe('C11: records', () => {
  test('quotes, line breaks in values, mixed line ends and empty lines keep their line numbers', async () => {
    const rows = await read('a,b\r\n\r\n"x ""y""\r\nz",2\n3,"4,5"\r6,7');
    expect(rows).toEqual([
      { line: 1, values: ['a', 'b'] },
      { line: 3, values: ['x "y"\nz', '2'] },
      { line: 5, values: ['3', '4,5'] },
      { line: 6, values: ['6', '7'] },
    ]);
  });

  test.each([
    [
      '"a;b",c\n1,2',
      [
        ['a;b', 'c'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['one\ntwo', [['one'], ['two']]],
    ['', []],
  ])('the delimiter of %j is found in its first line', async (text, expected) => {
    expect(valuesOf(await read(text))).toEqual(expected);
  });

  test('a given delimiter is not guessed', async () => {
    expect(valuesOf(await read('a;b,c', ','))).toEqual([['a;b', 'c']]);
  });

  test.each([
    ['3,x"y', 'x"y'],
    ['3,Joe "The Man" Ltd', 'Joe "The Man" Ltd'],
    ['3,Pipe 6" Supply', 'Pipe 6" Supply'],
    ['3,"Joe "The Man" Ltd"', 'Joe "The Man" Ltd'],
    ['3,"Smith, Joe "The Man" Ltd"', 'Smith, Joe "The Man" Ltd'],
    ['3,"Pipe 6" Supply"', 'Pipe 6" Supply'],
    ['3,"Gigant" Möbel', '"Gigant" Möbel'],
    ['3,"x"y', '"x"y'],
    ['3,"x" ', 'x'],
    ['3, "x"', ' "x"'],
    ['3,"say ""hi"" to"', 'say "hi" to'],
  ])('C17: a quote that opens and closes nothing is text: %j', async (line, value) => {
    for (const end of ['', '\n', '\n4,"next"\n']) {
      const [, found] = await read(`a,b\n${line}${end}`);
      expect(found).toEqual({ line: 2, values: ['3', value] });
    }
  });

  test.each([
    ['a,b\n1,2\n3,"x\ny"z"\n', /^line 3 has text after a closing quote/],
    ['a,b\n1,2\n3,"Open\n4,"Good"\n', /^line 3 has text after a closing quote/],
    ['a,b\n1,2\n3,"xy\n4,5\n', /^line 3 opens a quote that is never closed/],
  ])('%j is refused with its line', async (text, words) => {
    expect(await refusal(text)).toMatch(words);
  });

  test('a line of 10 MB is refused with its line number, in little memory', async () => {
    const part = Buffer.alloc(64 * 1024, 'x');
    const long = function* (head: string) {
      yield Buffer.from(head);
      for (let written = 0; written < 10 * 1024 * 1024; written += part.length) yield part;
      yield Buffer.from('\nlast,row\n');
    };
    const heapBefore = process.memoryUsage().heapUsed;
    expect(await refusal([...long('a,b\n1,2\n3,')])).toMatch(/^line 3 is longer than 1 MB/);
    expect(await refusal([...long('a,b\n1,2\n\n"3,4\n')])).toMatch(/^line 4 is longer than 1 MB/);
    expect(await refusal([...long('')])).toMatch(/^line 1 is longer than 1 MB/);
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(64 * 1024 * 1024);
  });

  test('an upload that breaks off is an error and leaves nothing behind', async () => {
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('a,b\n1,2\n');
        throw new Error('connection lost');
      })(),
    );
    await expect(
      withCsv(source, { folder }, () => Promise.reject(new Error('must not be used'))),
    ).rejects.toThrow('connection lost');
  });
});
