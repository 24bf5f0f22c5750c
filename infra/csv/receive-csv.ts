import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../../contracts/problems.ts';
import { decodeText } from './decode-text.ts';
import { detectDelimiter, readCsv, type CsvDelimiter, type CsvRow } from './read-csv.ts';
import { unifyLineEnds } from './unify-line-ends.ts';

/** A whole upload that has been read once: text of one encoding, every record within bounds. */
export interface CsvFile {
  /** The first record; empty for a file without content. */
  first: readonly string[];
  /** Records, the first one included. */
  recordCount: number;
  /** SHA-256 of the bytes that were sent, in hex. */
  hash: string;
  /** Reads all records from the start, the first one included. May be called again. */
  rows(): AsyncGenerator<CsvRow>;
}

/** Records of one upload; more are refused before anything is written. */
export const MAX_CSV_RECORDS = 2_000_000;

/**
 * Takes an upload to a temporary file, checks it to its end, and only then lets `use` read it: an upload that breaks
 * off, is in a wrong encoding or has a broken quote on its last line changes nothing. Memory does not grow with it.
 *
 * @param delimiter given, or found in the first line
 * @throws ProblemError `validation` naming the line, `too_large`
 */
export async function withCsv<T>(
  source: Readable,
  { delimiter }: { delimiter?: CsvDelimiter },
  use: (file: CsvFile) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'followthrough-csv-'));
  try {
    const path = join(folder, 'upload.csv');
    const hash = await store(source, path);
    const found = delimiter ?? (await detectDelimiter(path));
    const { first, recordCount } = await checkRecords(path, found);
    return await use({ first, recordCount, hash, rows: () => readCsv(path, found) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function store(source: Readable, path: string): Promise<string> {
  const hash = createHash('sha256');
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(source, measure, decodeText, unifyLineEnds, createWriteStream(path));
  return hash.digest('hex');
}

async function checkRecords(path: string, delimiter: CsvDelimiter) {
  let first: readonly string[] = [];
  let recordCount = 0;
  for await (const row of readCsv(path, delimiter)) {
    if (recordCount === 0) first = row.values;
    recordCount += 1;
    if (recordCount > MAX_CSV_RECORDS) {
      const message = `is record ${recordCount}; a file has at most ${MAX_CSV_RECORDS}`;
      throw new ProblemError('too_large', `Line ${row.line} ${message}.`, [
        { field: `line ${row.line}`, message },
      ]);
    }
  }
  return { first, recordCount };
}
