import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding } from '../../contracts/csv.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { Delimiter, FileHead } from '../../domain/csv/find-delimiter.ts';
import { decodeText } from './decode-text.ts';
import { headsOf } from './head-records.ts';
import { readCsv, readHead } from './read-csv.ts';
import type { CsvRow } from './split-records.ts';
import { unifyLineEnds } from './unify-line-ends.ts';

/** An upload that was taken whole and is text of one encoding. */
export interface CsvFile {
  /** Its first records, with each delimiter that it may have. */
  heads: readonly FileHead[];
  /** SHA-256 of the bytes that were sent, in hex. */
  hash: string;
  /**
   * Reads all records once with the delimiter that it has.
   *
   * @throws ProblemError `validation` naming the line, `too_large`
   */
  check(head: FileHead): Promise<CsvRecords>;
}

/** Records of a file, every one of them within bounds. */
export interface CsvRecords {
  count: number;
  /** All records from the start. May be called again. */
  rows(): AsyncGenerator<CsvRow>;
}

/** Records of one upload; more are refused before anything is written. */
export const MAX_CSV_RECORDS = 2_000_000;

/** How a file says it is written. */
export interface DeclaredText {
  delimiter?: Delimiter | undefined;
  encoding?: Encoding | undefined;
}

/** Where its temporary folder is made; the one of the system unless named. */
interface KeptIn {
  folder?: string;
}

/**
 * Takes an upload to a temporary file, and only then lets `use` read it: an upload that breaks off or is in a wrong
 * encoding changes nothing. Memory does not grow with it.
 *
 * @throws ProblemError `validation` naming the line, `too_large`
 */
export async function withCsv<T>(
  source: Readable,
  { delimiter, encoding, folder: parent = tmpdir() }: DeclaredText & KeptIn,
  use: (file: CsvFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent, 'followthrough-csv-'));
  try {
    const path = join(folder, 'upload.csv');
    const hash = await store(source, path, encoding);
    const heads = headsOf(await readHead(path), delimiter);
    const check = (head: FileHead) => checkRecords(path, head);
    return await use({ heads, hash, check });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function store(source: Readable, path: string, encoding: Encoding | undefined): Promise<string> {
  const hash = createHash('sha256');
  let isFirst = true;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const refusal = isFirst ? workbookRefusal(chunk) : null;
      isFirst = false;
      hash.update(chunk);
      done(refusal, chunk);
    },
  });
  const decode = (bytes: AsyncIterable<Buffer>) => decodeText(bytes, encoding);
  await pipeline(source, measure, decode, unifyLineEnds, createWriteStream(path));
  return hash.digest('hex');
}

/** How files of spreadsheet programs begin: ZIP (xlsx, ods) and OLE (xls). */
const WORKBOOKS = [Buffer.from('PK\u0003\u0004'), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])];

/** Why a file that begins so is not taken: workbooks are often sent by mistake; null: it is none. */
export function workbookRefusal(start: Buffer): ProblemError | null {
  if (WORKBOOKS.every((begin) => !start.subarray(0, begin.length).equals(begin))) return null;
  const message = 'This is a workbook of a spreadsheet program: save it as CSV UTF-8 and send that.';
  return new ProblemError('unsupported_media_type', message);
}

async function checkRecords(path: string, { delimiter, skipLines }: FileHead): Promise<CsvRecords> {
  const rows = () => readCsv(path, delimiter, skipLines);
  let count = 0;
  for await (const { line } of rows()) {
    count += 1;
    if (count > MAX_CSV_RECORDS) {
      const message = `is record ${count}; a file has at most ${MAX_CSV_RECORDS}`;
      throw new ProblemError('too_large', `Line ${line} ${message}.`, [{ field: `line ${line}`, message }]);
    }
  }
  return { count, rows };
}
