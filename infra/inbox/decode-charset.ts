import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import { decode, normalizeCharset } from 'libmime/lib/charset.js';

/** Labels that people's programs put on everything: UTF-8 beneath them is UTF-8. */
const DEFAULT_LABEL = /^(?:us-ascii|ascii|iso-8859-1|windows-1252|utf-8)$/i;
/** A text of these is known by itself; other guesses of a short text are worth nothing. */
const CERTAIN = /^(?:shift_jis|euc-jp|euc-kr|big5|gb18030|koi8-r|iso-8859-5|windows-1251)$/i;
/** Of 100, and at least twice as sure as of the next one: short Western texts are taken for anything with 10 to 25. */
const ENOUGH_CONFIDENCE = 40;
/** How ISO-2022-JP changes to Japanese: in seven bits, whatever the label. */
const JAPANESE_ESCAPE = /\x1b(?:\$[@B]|\([IJ])/;
const SAMPLE_BYTES = 64 * 1024;

/** A text, and whether its label spoke the truth. */
export interface DecodedText {
  text: string;
  isLabelWrong: boolean;
}

/**
 * Reads bytes in the encoding that they are labelled with, where they can be: a byte order mark, and UTF-8 beneath the label
 * of a Western encoding, win over the label. Without one: UTF-8, a double-byte or Cyrillic encoding that is beyond doubt, and
 * Windows-1252 at last. Never throws.
 */
export function decodeCharset(bytes: Buffer, label: string | null): DecodedText {
  const marked = ofMark(bytes);
  if (marked !== null) return { text: decode(bytes, marked), isLabelWrong: false };
  const charset = label === null ? null : nameOf(label);
  if (charset !== null && !DEFAULT_LABEL.test(charset)) {
    return { text: decode(bytes, charset), isLabelWrong: false };
  }
  const isUnicode = charset !== null && /^utf-8$/i.test(charset);
  if (isUtf8(bytes)) return ofUtf8(bytes, charset);
  if (isUnicode && isMostlyUtf8(bytes)) return { text: bytes.toString('utf8'), isLabelWrong: false };
  if (charset !== null && /^(?:iso-8859-1|windows-1252)$/i.test(charset) && !/ascii/i.test(label ?? '')) {
    return { text: decode(bytes, 'windows-1252'), isLabelWrong: false };
  }
  return { text: decode(bytes, guess(bytes)), isLabelWrong: charset !== null };
}

function ofUtf8(bytes: Buffer, charset: string | null): DecodedText {
  const text = bytes.toString('utf8');
  if (text.length === bytes.length && JAPANESE_ESCAPE.test(text)) {
    return { text: decode(bytes, 'iso-2022-jp'), isLabelWrong: charset !== null };
  }
  const isAscii = text.length === bytes.length;
  return { text, isLabelWrong: !isAscii && charset !== null && !/^utf-8$/i.test(charset) };
}

/** A label as it is meant: `"UTF8"`, `latin1`, `x-user-defined`, `windows-1252http-equivcontent-type`. */
function nameOf(label: string): string | null {
  const wanted = /^["'\s]*([\w.:+-]+)/.exec(label)?.[1];
  if (wanted === undefined || /^(?:unknown|default|x-unknown|none|binary|8bit)/i.test(wanted)) return null;
  if (/^utf-?8/i.test(wanted)) return 'utf-8';
  if (/^(?:us-?)?ascii|^ansi_x3/i.test(wanted)) return 'us-ascii';
  return normalizeCharset(wanted);
}

function ofMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Whether most of what is not ASCII is UTF-8: a text that was cut in a character, or had one bad byte put into it. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.subarray(0, SAMPLE_BYTES).toString('utf8');
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return whole > broken;
}

function guess(bytes: Buffer): string {
  const [best, next] = analyse(bytes.subarray(0, SAMPLE_BYTES));
  if (!best || best.confidence < Math.max(ENOUGH_CONFIDENCE, 2 * (next?.confidence ?? 0)))
    return 'windows-1252';
  return CERTAIN.test(best.name) ? best.name : 'windows-1252';
}
