import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import type { FileSample } from '../../domain/csv/file-sample.ts';
import type { FileHead, FileRow } from '../../domain/csv/find-delimiter.ts';
import { detectEncoding } from './detect-encoding.ts';
import { headsOf } from './head-records.ts';
import { workbookRefusal, type DeclaredText } from './receive-csv.ts';
import { sampleBytes, type ByteWindow } from './sample-bytes.ts';
import { RecordSplitter } from './split-records.ts';

/**
 * Looks at a file without keeping it: its head, pieces of the rest, and whether all of it is UTF-8.
 *
 * @throws ProblemError `validation` for a `sep=` line with a delimiter that is not taken, `unsupported_media_type` for a
 *   workbook
 */
export async function sampleCsv(
  source: Readable,
  { delimiter, encoding: declared }: DeclaredText,
): Promise<FileSample> {
  const sample = await sampleBytes(source);
  const refusal = workbookRefusal(sample.head);
  if (refusal) throw refusal;
  const encoding = detectEncoding(sample, declared);
  const decode = (bytes: Buffer) => iconv.decode(bytes, encoding.value).replace(/\r\n?/g, '\n');
  const head = decode(sample.head);
  const isWhole = sample.head.length === sample.byteCount;
  const heads = headsOf(isWhole ? head : head.slice(0, head.lastIndexOf('\n') + 1), delimiter);
  const isWide = encoding.value.startsWith('utf-16');
  const further = ({ delimiter: found }: FileHead): FileRow[] =>
    sample.windows.flatMap((window) => {
      const { bytes, linesBefore } = evenly(window, isWide);
      return rowsOf(decode(bytes), { delimiter: found, linesBefore });
    });
  const { byteCount, lineCount } = sample;
  return { byteCount, lineCount, encoding, heads, further };
}

/** A window of two-byte characters that begins with a whole one. */
function evenly(window: ByteWindow, isWide: boolean): ByteWindow {
  return isWide && window.offset % 2 === 1 ? { ...window, bytes: window.bytes.subarray(1) } : window;
}

/** Whole rows of a piece; the first and the last line may be cut. */
function rowsOf(
  text: string,
  { delimiter, linesBefore }: { delimiter: string; linesBefore: number },
): FileRow[] {
  const start = text.indexOf('\n') + 1;
  const splitter = new RecordSplitter(delimiter, linesBefore + 2);
  const rows: FileRow[] = [];
  try {
    for (const row of splitter.push(text.slice(start, text.lastIndexOf('\n') + 1))) rows.push(row);
  } catch {
    // A piece may begin inside a quoted value.
  }
  return rows;
}
