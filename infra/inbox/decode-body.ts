import { once } from 'node:events';
import type { RawPart } from './split-mail.ts';

/** Bytes that are looked at to tell what a part is. */
const SAMPLE_BYTES = 256 * 1024;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}\s*$/;

/** The content of a part without its transfer encoding. What is broken in it is read as far as it goes. Never throws. */
export async function decodeBody(part: RawPart): Promise<Buffer> {
  const raw = joined(part.chunks);
  if (part.node.encoding !== 'base64')
    return isQuoted(part, raw) ? through(part, raw, 'quoted-printable') : raw;
  const tail = plainTail(raw);
  const decoded = await through(part, tail === null ? raw : raw.subarray(0, tail), 'base64');
  return tail === null ? decoded : Buffer.concat([decoded, Buffer.from('\n'), raw.subarray(tail)]);
}

const joined = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);

async function through(part: RawPart, raw: Buffer, encoding: 'base64' | 'quoted-printable'): Promise<Buffer> {
  part.node.encoding = encoding;
  const decoder = part.node.getDecoder();
  const decoded: Buffer[] = [];
  decoder.on('data', (chunk: Buffer) => decoded.push(chunk));
  const ended = once(decoder, 'end');
  decoder.end(raw);
  await ended;
  return joined(decoded);
}

/**
 * Whether a text is quoted-printable: labelled so, or left so by a gateway that took the label away: every `=` in it is one of
 * that encoding, and some end a line.
 */
function isQuoted({ node }: RawPart, raw: Buffer): boolean {
  if (node.encoding === 'quoted-printable') return true;
  if (node.encoding && node.encoding !== '7bit') return false;
  if (!/^text\/(?:plain|html)$/.test(node.contentType || 'text/plain')) return false;
  const sample = raw.subarray(0, SAMPLE_BYTES).toString('latin1');
  return /=[0-9A-F]{2}/.test(sample) && /=\r?\n/.test(sample) && !/=(?![0-9A-F]{2}|\r?\n|$)/.test(sample);
}

/** Where a footer begins that a list or filter put in plain text below base64; null: nowhere. */
function plainTail(raw: Buffer): number | null {
  const from = Math.max(0, raw.length - SAMPLE_BYTES);
  const lines = raw.subarray(from).toString('latin1').split('\n');
  let at = raw.length + 1;
  let tail = at;
  let hasWords = false;
  for (const line of lines.toReversed()) {
    at -= line.length + 1;
    const content = line.trim();
    if (content === '') continue;
    if (BASE64_LINE.test(content) && (content.length % 4 === 0 || content.length > 60)) break;
    hasWords ||= /\s/.test(content);
    tail = at;
  }
  return hasWords && tail > 0 ? tail : null;
}
