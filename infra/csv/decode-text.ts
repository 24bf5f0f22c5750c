import { isUtf8 } from 'node:buffer';
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
 * Turns an upload into UTF-8 without a byte order mark. Taken: UTF-8, with or without a mark, and UTF-16 with one.
 * Holds one chunk in memory, whatever the size of the upload.
 *
 * @throws ProblemError `validation` with line and byte offset, at the first byte that is no text in that encoding
 */
export async function* decodeText(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decode: Decode | null = null;
  let pending: Buffer = Buffer.alloc(0);
  let offset = 0;
  let line = 1;
  for await (const chunk of source) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    if (!decode) {
      if (pending.length < MARK_BYTES) continue;
      const mark = readMark(pending);
      decode = mark.decode;
      pending = pending.subarray(mark.length);
      offset = mark.length;
    }
    const { text, rest, invalidAt } = decode(pending);
    if (invalidAt !== null) throw wrongEncoding(line + countLines(text), offset + invalidAt);
    line += countLines(text);
    offset += pending.length - rest;
    pending = pending.subarray(pending.length - rest);
    yield text;
  }
  if (!decode) {
    const mark = readMark(pending);
    decode = mark.decode;
    pending = pending.subarray(mark.length);
    offset = mark.length;
  }
  const last = decode(pending);
  if (last.invalidAt !== null) throw wrongEncoding(line + countLines(last.text), offset + last.invalidAt);
  if (last.rest > 0) throw wrongEncoding(line + countLines(last.text), offset + pending.length - last.rest);
  yield last.text;
}

/** The longest byte order mark we look for. */
const MARK_BYTES = 3;

function readMark(start: Buffer): { decode: Decode; length: number } {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return { decode: decodeUtf8, length: 3 };
  if (start[0] === 0xff && start[1] === 0xfe) return { decode: decodeUtf16, length: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) {
    return {
      decode: (bytes) =>
        decodeUtf16(Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16(), bytes.length),
      length: 2,
    };
  }
  return { decode: decodeUtf8, length: 0 };
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
function incompleteTail(bytes: Buffer): number {
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

function wrongEncoding(line: number, offset: number): ProblemError {
  const message = `is not UTF-8 text (or UTF-16 with a byte order mark): see byte ${offset} of the file`;
  return new ProblemError('validation', `Line ${line} ${message}.`, [{ field: `line ${line}`, message }]);
}
