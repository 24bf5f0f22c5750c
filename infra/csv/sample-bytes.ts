import { isUtf8 } from 'node:buffer';
import { incompleteTail } from './decode-text.ts';

/** A piece out of the middle of a file. */
export interface ByteWindow {
  offset: number;
  /** Line ends before it. */
  linesBefore: number;
  bytes: Buffer;
}

/** What is kept of a file that is only looked at. */
export interface ByteSample {
  byteCount: number;
  lineCount: number;
  head: Buffer;
  windows: ByteWindow[];
  /** Whether all of it is UTF-8 without a NUL. */
  isUtf8: boolean;
}

const HEAD_BYTES = 256 * 1024;
const WINDOW_BYTES = 64 * 1024;
/** As many windows are kept at most, evenly over the file; the last one always. */
const MAX_WINDOWS = 24;
const NEWLINE = 0x0a;

/** Reads a file once to its end and keeps its head and pieces of it: memory does not grow with it. */
export async function sampleBytes(source: AsyncIterable<Buffer>): Promise<ByteSample> {
  const head: Buffer[] = [];
  let windows: ByteWindow[] = [];
  let [offset, lines, headLength, stride] = [0, 0, 0, WINDOW_BYTES];
  let [isText, tail, last] = [true, Buffer.alloc(0) as Buffer, null as ByteWindow | null];
  for await (const chunk of source) {
    if (headLength < HEAD_BYTES) {
      head.push(chunk);
      headLength += chunk.length;
    }
    const window = { offset, linesBefore: lines, bytes: chunk.subarray(0, WINDOW_BYTES) };
    last = { ...window, bytes: chunk };
    if (Math.floor(offset / stride) !== Math.floor((offset + chunk.length) / stride)) windows.push(window);
    if (windows.length > MAX_WINDOWS) {
      windows = windows.filter((_, index) => index % 2 === 0);
      stride *= 2;
    }
    if (isText) {
      const whole = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const rest = incompleteTail(whole);
      const part = whole.subarray(0, whole.length - rest);
      isText = isUtf8(part) && !part.includes(0);
      tail = whole.subarray(whole.length - rest);
    }
    lines += countNewlines(chunk);
    offset += chunk.length;
  }
  if (last && !windows.includes(last)) windows.push(last);
  return {
    byteCount: offset,
    lineCount: lines,
    head: Buffer.concat(head).subarray(0, HEAD_BYTES),
    windows: windows.filter((window) => window.offset + window.bytes.length > HEAD_BYTES),
    isUtf8: isText && tail.length === 0,
  };
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === NEWLINE) count += 1;
  return count;
}
