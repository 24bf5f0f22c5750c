import { internalDateOf } from './dates.ts';
import { bodyStructureOf } from './body-structure.ts';
import { envelopeOf } from './envelope.ts';
import type { ImapFolder, StoredMail } from './folder.ts';
import { headerOf } from './header.ts';
import { partAt, partOf } from './mime-parts.ts';
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
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
};
const PLAIN = new Set(['FLAGS', 'UID', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE']);
const BODY = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)(?:\.(\d+))?>)?$/;
/** The numbers of a part, and what of it. */
const SECTION = /^((?:\d+(?:\.(?=.)|$))*)(|MIME|HEADER|TEXT|HEADER\.FIELDS(?:\.NOT)? \([^)]+\))$/;
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
  if (name === 'ENVELOPE') return envelopeOf(headerOf(bytes()));
  return bodyStructureOf(partOf(bytes()), { isExtended: name === 'BODYSTRUCTURE' });
}

function sectionOf(bytes: Buffer, section: string): Buffer {
  const [, numbers = '', what = ''] = SECTION.exec(section) ?? [];
  if (numbers === '') return whatOf(bytes, what);
  const path = numbers.split('.').filter(Boolean).map(Number);
  const part = partAt(partOf(bytes), path);
  if (part === null) return Buffer.alloc(0);
  if (what === 'MIME') return part.header;
  return what === '' ? part.body : part.message === null ? Buffer.alloc(0) : whatOf(part.body, what);
}

function whatOf(bytes: Buffer, what: string): Buffer {
  if (what === '') return bytes;
  const header = headerOf(bytes);
  if (what === 'HEADER') return header;
  if (what === 'TEXT') return bytes.subarray(header.length);
  const names = new Set(/\(([^)]+)\)/.exec(what)?.[1]?.replace(/"/g, '').split(' '));
  const isNot = what.startsWith('HEADER.FIELDS.NOT');
  const fields = header.toString('latin1').match(/^[^\s:][^\n]*(?:\n[ \t][^\n]*)*\n/gm) ?? [];
  const some = fields.filter((field) => names.has(field.split(':')[0]!.trim().toUpperCase()) !== isNot);
  return Buffer.from(`${some.join('')}\r\n`, 'latin1');
}
