import { isUtf8 } from 'node:buffer';
import { Headers } from '@zone-eu/mailsplit';
import libmime from 'libmime';
import { decode } from 'libmime/lib/charset.js';
import type { MailHeader } from '../../domain/inbox/read-mail.ts';
import { cleanLine, cutAt } from './clean-text.ts';
import type { ReadLimits } from './read-limits.ts';

/** Headers that were read, decoded and not: those with a structure are taken apart before they are decoded. */
export class HeaderBlock {
  /** Names in lower case, values unfolded and not decoded, all of them. */
  private readonly raw: readonly MailHeader[];
  private readonly limits: ReadLimits;

  constructor(lines: Headers, limits: ReadLimits) {
    this.limits = limits;
    this.raw = lines.getList().flatMap(({ key, line }) => {
      const colon = line.indexOf(':');
      const name = cleanLine(key, 200);
      if (colon < 0 || !/^[!-9;-~]+$/.test(name)) return [];
      const value = cutAt(line.slice(colon + 1), limits.headerLength * 4);
      return [{ name, value: unfold(textOf(value)) }];
    });
  }

  static of(bytes: Buffer, limits: ReadLimits): HeaderBlock {
    return new HeaderBlock(new Headers(headOf(bytes).subarray(0, limits.headBytes)), limits);
  }

  get isTooLong(): boolean {
    return this.raw.length > this.limits.headers;
  }

  /** Unfolded and not decoded: of the first such header. */
  first(name: string): string | null {
    return this.raw.find((header) => header.name === name)?.value ?? null;
  }

  /** Unfolded and not decoded: of all such headers. */
  all(name: string): string[] {
    return this.raw.filter((header) => header.name === name).map(({ value }) => value);
  }

  /** Decoded, as one line. */
  text(name: string, length = this.limits.headerLength): string {
    return wordsOf(this.first(name) ?? '', length);
  }

  /** Decoded, in the order of the mail, as many as the bound lets through. */
  list(): MailHeader[] {
    return this.raw
      .slice(0, this.limits.headers)
      .map(({ name, value }) => ({ name, value: wordsOf(value, this.limits.headerLength) }));
  }
}

/** Decodes the encoded words of a header's value; the result has no line ends, whatever the words held. */
export function wordsOf(value: string, length: number): string {
  return cleanLine(value.includes('=?') ? libmime.decodeWords(value) : value, length);
}

/** The header block of a mail: all before its first empty line. */
export function headOf(bytes: Buffer): Buffer {
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter((at) => at >= 0);
  return ends.length === 0 ? bytes : bytes.subarray(0, Math.min(...ends));
}

/** Bytes of headers, which have no encoding of their own, as text. */
export function textOf(line: string | Buffer): string {
  const bytes = typeof line === 'string' ? Buffer.from(line, 'latin1') : line;
  return isUtf8(bytes) ? bytes.toString('utf8') : decode(bytes, 'windows-1252');
}

const unfold = (value: string): string => value.replace(/\r?\n[ \t]?/g, ' ').trim();
