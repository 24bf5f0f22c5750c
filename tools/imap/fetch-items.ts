import { internalDateOf } from './dates.ts';
import { envelopeOf } from './envelope.ts';
import type { ImapFolder, StoredMail } from './folder.ts';
import { BadCommand, textOf, type Token } from './tokens.ts';

/** One thing that is asked for of each mail. */
export interface FetchItem {
  /** In capitals, without brackets. */
  name: string;
  /** What stands in the brackets of BODY, in capitals: empty for all of it. */
  section?: string;
  /** From which byte, and how many. */
  part?: { from: number; size: number };
  /** Asking for it marks the mail as read. */
  marksSeen?: boolean;
}

const MACROS: Readonly<Record<string, string[]>> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
};
const PLAIN = new Set(['FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']);
const BODY = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)(?:\.(\d+))?>)?$/;
const SECTION = /^(|HEADER|TEXT|HEADER\.FIELDS(?:\.NOT)? \([^)]+\))$/;
const OLD_NAMES: Readonly<Record<string, string>> = {
  RFC822: 'BODY[]',
  'RFC822.HEADER': 'BODY.PEEK[HEADER]',
  'RFC822.TEXT': 'BODY[TEXT]',
};

/** Reads what a FETCH asks for. @throws BadCommand */
export function itemsToFetch(wanted: Token | undefined): FetchItem[] {
  if (wanted === undefined) throw new BadCommand('nothing is asked for');
  const words = (wanted.kind === 'list' ? wanted.items : [wanted]).map((item) => textOf(item).toUpperCase());
  return words.flatMap((word) => MACROS[word] ?? [word]).map((word) => itemOf(OLD_NAMES[word] ?? word, word));
}

function itemOf(word: string, name: string): FetchItem {
  if (PLAIN.has(word)) return { name: word };
  const [, peek, section = '', from, size] = BODY.exec(word) ?? [];
  if (!BODY.test(word) || !SECTION.test(section)) throw new BadCommand(`cannot fetch ${name}`);
  const part = from === undefined ? undefined : { from: Number(from), size: Number(size ?? 2 ** 31) };
  return { name: word === name ? `BODY[${section}]` : name, section, part, marksSeen: peek === undefined };
}

/** The pieces of an answer, blanks included. */
export function fetchedOf(
  items: readonly FetchItem[],
  { folder, mail }: { folder: ImapFolder; mail: StoredMail },
): (string | Buffer)[] {
  let kept: Buffer | undefined;
  const bytes = (): Buffer => (kept ??= folder.bytesOf(mail.uid));
  return items.flatMap((item, index) => {
    const blank = index === 0 ? '' : ' ';
    if (item.section === undefined) return [`${blank}${item.name} ${valueOf(item.name, mail, bytes)}`];
    const whole = sectionOf(bytes(), item.section);
    const from = item.part === undefined ? '' : `<${item.part.from}>`;
    const some = item.part ? whole.subarray(item.part.from, item.part.from + item.part.size) : whole;
    return [`${blank}${item.name}${from} {${some.length}}\r\n`, some];
  });
}

function valueOf(name: string, mail: StoredMail, bytes: () => Buffer): string {
  if (name === 'UID') return `${mail.uid}`;
  if (name === 'FLAGS') return `(${mail.flags.join(' ')})`;
  if (name === 'INTERNALDATE') return `"${internalDateOf(mail.receivedAt)}"`;
  if (name === 'RFC822.SIZE') return `${mail.size}`;
  return envelopeOf(headerOf(bytes()));
}

/** The header with the empty line after it; everything when there is none. */
export function headerOf(bytes: Buffer): Buffer {
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')];
  const [windows = -1, unix = -1] = ends;
  if (windows >= 0 && (unix < 0 || windows < unix)) return bytes.subarray(0, windows + 4);
  return unix < 0 ? bytes : bytes.subarray(0, unix + 2);
}

function sectionOf(bytes: Buffer, section: string): Buffer {
  if (section === '') return bytes;
  const header = headerOf(bytes);
  if (section === 'HEADER') return header;
  if (section === 'TEXT') return bytes.subarray(header.length);
  const names = new Set(/\(([^)]+)\)/.exec(section)![1]!.replace(/"/g, '').split(' '));
  const isNot = section.startsWith('HEADER.FIELDS.NOT');
  const fields = header.toString('latin1').match(/^[^\s:][^\n]*(?:\n[ \t][^\n]*)*\n/gm) ?? [];
  const some = fields.filter((field) => names.has(field.split(':')[0]!.trim().toUpperCase()) !== isNot);
  return Buffer.from(`${some.join('')}\r\n`, 'latin1');
}
