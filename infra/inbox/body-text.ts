import libmime from 'libmime';
import { cleanText } from './clean-text.ts';
import { decodeCharset } from './decode-charset.ts';
import type { RawPart } from './split-mail.ts';

/** Where a page says its encoding: in its first kilobyte. */
const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i;
const META_BYTES = 2_048;

/** The text of a text part, and whether its label was wrong about the encoding. Soft line ends of `format=flowed` are joined. */
export function textOfPart(part: RawPart, bytes: Buffer): { text: string; isLabelWrong: boolean } {
  const isHtml = part.node.contentType === 'text/html';
  const label = part.node.charset || (isHtml ? metaOf(bytes) : null);
  const decoded = decodeCharset(bytes, label);
  const text = part.node.flowed ? libmime.decodeFlowed(decoded.text, part.node.delSp) : decoded.text;
  return { text: cleanText(text), isLabelWrong: decoded.isLabelWrong };
}

const metaOf = (bytes: Buffer): string | null =>
  META.exec(bytes.subarray(0, META_BYTES).toString('latin1'))?.[1] ?? null;
