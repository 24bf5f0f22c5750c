import libmime from 'libmime';
import { cleanText } from './clean-text.ts';
import { decodeCharset } from './decode-charset.ts';
import { READ_LIMITS } from './read-limits.ts';
import type { RawPart } from './split-mail.ts';

/** Where a page says its encoding: in its first kilobyte. */
const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i;
const META_BYTES = 2_048;
/** More of a text is never kept, whatever its encoding: four bytes are the longest letter. */
const MAX_BYTES = 4 * READ_LIMITS.htmlLength;

/** The text of a text part, and whether its label was wrong about the encoding. Soft line ends of `format=flowed` are joined. */
export function textOfPart(part: RawPart, bytes: Buffer): { text: string; isLabelWrong: boolean } {
  const isHtml = part.node.contentType === 'text/html';
  const label = part.node.charset || (isHtml ? metaOf(bytes) : null);
  const decoded = decodeCharset(bytes.subarray(0, MAX_BYTES), label);
  const text = part.node.flowed ? libmime.decodeFlowed(decoded.text, part.node.delSp) : decoded.text;
  return { text: cleanText(text), isLabelWrong: decoded.isLabelWrong };
}

const metaOf = (bytes: Buffer): string | null =>
  META.exec(bytes.subarray(0, META_BYTES).toString('latin1'))?.[1] ?? null;
