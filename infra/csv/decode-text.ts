import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Encoding } from '../../contracts/csv.ts';
import { ProblemError } from '../../contracts/problems.ts';

type Decode = (bytes: Buffer) => {
  /** The part that is whole, as UTF-8. */
  text: Buffer;
  /** How many bytes at the end belong to a character that is not complete yet. */
  rest: number;
  /** Where the first byte stands that this encoding does not allow. */
  invalidAt: number | null;
};

/**
 * Turns an upload into UTF-8 without a byte order mark. A mark says what the text is; without one it is what was
 * declared, and UTF-8 where nothing was: other encodings are never guessed, since the letters would be. Holds one chunk
 * in memory, whatever the size of the upload.
 *
 * @throws ProblemError `validation` with line and byte offset, at the first byte that is no text in that encoding
 */
export function decodeText(source: AsyncIterable<Buffer>, declared?: Encoding): AsyncGenerator<Buffer> {
  const isUnicode = declared === undefined || declared.startsWith('utf-');
  return isUnicode ? decodeUnicode(source, declared) : decodeCodePage(source, declared);
}

async function* decodeUnicode(
  source: AsyncIterable<Buffer>,
  declared: Encoding | undefined,
): AsyncGenerator<Buffer> {
  const fail = (at: number, byte: number) => wrongEncoding({ line: at, byte, declared });
  let decode: Decode | null = null;
  let pending: Buffer = Buffer.alloc(0);
  let offset = 0;
  let line = 1;
  for await (const chunk of source) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (!decode) {
      if (pending.length < MARK_BYTES) continue;
      const mark = readMark(pending, declared);
      decode = mark.decode;
      pending = pending.subarray(mark.length);
      offset = mark.length;
    }
    const { text, rest, invalidAt } = decode(pending);
    if (invalidAt !== null) throw fail(line + countLines(text), offset + invalidAt);
    line += countLines(text);
    offset += pending.length - rest;
    pending = pending.subarray(pending.length - rest);
    yield text;
  }
  if (!decode) {
    const mark = readMark(pending, declared);
    decode = mark.decode;
    pending = pending.subarray(mark.length);
    offset = mark.length;
  }
  const last = decode(pending);
  if (last.invalidAt !== null) throw fail(line + countLines(last.text), offset + last.invalidAt);
  if (last.rest > 0) throw fail(line + countLines(last.text), offset + pending.length - last.rest);
  yield last.text;
}

/** The longest byte order mark we look for. */
const MARK_BYTES = 3;

function readMark(start: Buffer, declared: Encoding | undefined): { decode: Decode; length: number } {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { decode: decodeUtf8, length: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { decode: decodeUtf16, length: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { decode: decodeUtf16Swapped, length: 2 };
  if (declared === 'utf-16le') return { decode: decodeUtf16, length: 0 };
  return { decode: declared === 'utf-16be' ? decodeUtf16Swapped : decodeUtf8, length: 0 };
}

const decodeUtf16Swapped: Decode = (bytes) =>
  decodeUtf16(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16(), bytes.length);

async function* decodeCodePage(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  let line = 1;
  const taken = (text: string): Buffer => {
    const bad = NO_TEXT.exec(text);
    if (bad) throw notInEncoding(line + countLines(Buffer.from(text.slice(0, bad.index))), encoding);
    const bytes = Buffer.from(text);
    line += countLines(bytes);
    return bytes;
  };
  let isFirst = true;
  for await (const chunk of source) {
    // A mark in the middle of a chunk is no mark; one at the start contradicts what was declared, and is right.
    if (isFirst && MARKS.some((mark) => chunk.subarray(0, mark.length).equals(mark))) {
      yield* decodeUnicode(chainOf(chunk, source), undefined);
      return;
    }
    isFirst = false;
    yield taken(decoder.write(chunk));
  }
  yield taken(decoder.end() ?? '');
}

/** What a decoder writes for a byte that its encoding does not have, and what PostgreSQL does not store. */
const NO_TEXT = /[\ufffd\0]/;
const MARKS = [Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

async function* chainOf(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function decodeUtf8(bytes: Buffer): ReturnType<Decode> {
  const rest = incompleteTail(bytes);
  const whole = bytes.subarray(0, bytes.length - rest);
  const zero = whole.indexOf(0);
  const invalidAt = isUtf8(whole) ? null : firstInvalidUtf8(whole);
  // PostgreSQL stores no NUL, and its presence means UTF-16 without a mark or no text at all.
  const badAt = zero >= 0 && (invalidAt === null || zero < invalidAt) ? zero : invalidAt;
  return { text: badAt === null ? whole : whole.subarray(0, badAt), rest, invalidAt: badAt };
}

/** Bytes at the end that start a character whose other bytes are not here yet: 0 to 3. */
export function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

function firstInvalidUtf8(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    if (length > 1 || (bytes[at] ?? 0) >= 0x80) {
      if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    }
    at += length;
  }
  return at;
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\0/;

function decodeUtf16(littleEndian: Buffer, received = littleEndian.length): ReturnType<Decode> {
  const even = littleEndian.length & ~1;
  let text = littleEndian.toString('utf16le', 0, even);
  const last = text.charCodeAt(text.length - 1);
  if (last >= 0xd800 && last <= 0xdbff) text = text.slice(0, -1);
  const bad = LONE_SURROGATE.exec(text);
  const good = bad ? text.slice(0, bad.index) : text;
  return {
    text: Buffer.from(good, 'utf8'),
    rest: received - text.length * 2,
    invalidAt: bad ? bad.index * 2 : null,
  };
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(0x0a); at >= 0; at = text.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

function notInEncoding(line: number, encoding: Encoding): ProblemError {
  const message = `has a character that ${encoding} does not know: is the file in another encoding?`;
  return new ProblemError('validation', `Line ${line} ${message}`, [{ field: `line ${line}`, message }]);
}

interface WrongByte {
  line: number;
  byte: number;
  declared: Encoding | undefined;
}

function wrongEncoding({ line, byte, declared }: WrongByte): ProblemError {
  const message =
    declared === undefined
      ? `is not UTF-8 text (or UTF-16 with a byte order mark): see byte ${byte} of the file, and declare its \`encoding\``
      : `is not ${declared} text, which was declared: see byte ${byte} of the file`;
  return new ProblemError('validation', `Line ${line} ${message}.`, [{ field: `line ${line}`, message }]);
}
