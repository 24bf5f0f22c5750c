import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Delimiter } from '../../domain/csv/find-delimiter.ts';
import { RecordSplitter, type CsvRow } from './split-records.ts';

/**
 * Reads the records of a UTF-8 file with `\n` line ends one after the other, the header included. Empty lines are left
 * out.
 *
 * @param skipLines lines at the start that are no records: `sep=;`
 * @throws ProblemError `validation` naming the line: a quote out of place or never closed, a record above 1 MB
 */
export async function* readCsv(
  path: string,
  delimiter: Delimiter,
  skipLines = 0,
): AsyncGenerator<CsvRow, void, undefined> {
  const splitter = new RecordSplitter(delimiter, skipLines + 1);
  let toSkip = skipLines;
  for await (const piece of createReadStream(path, { encoding: 'utf8' }) as AsyncIterable<string>) {
    let rest = piece;
    while (toSkip > 0) {
      const end = rest.indexOf('\n');
      rest = end < 0 ? '' : rest.slice(end + 1);
      toSkip = end < 0 ? toSkip : toSkip - 1;
      if (end < 0) break;
    }
    yield* splitter.push(rest);
  }
  yield* splitter.end();
}

/** What is looked at to find delimiter and header. */
const HEAD_BYTES = 256 * 1024;

/** The first lines of a file, whole ones only unless there is one. */
export async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES) });
    const text = buffer.toString('utf8', 0, bytesRead);
    const end = text.lastIndexOf('\n');
    return bytesRead < HEAD_BYTES || end < 0 ? text : text.slice(0, end + 1);
  } finally {
    await file.close();
  }
}
