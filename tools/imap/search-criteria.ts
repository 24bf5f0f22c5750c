import { dayAt, dayOf } from './dates.ts';
import { fieldOf } from './envelope.ts';
import { headerOf } from './fetch-items.ts';
import type { StoredMail } from './folder.ts';
import { isIn, type Range } from './number-sets.ts';
import { BadCommand, textOf, wordOf, type Token } from './tokens.ts';

/** A mail that is looked at; its bytes are read only by who asks for them. */
export interface Candidate {
  mail: StoredMail;
  sequence: number;
  bytes(): Buffer;
}

type Criterion = (candidate: Candidate) => boolean;
/** The ranges of a set of uids or of sequence numbers. */
type Sets = (set: string, kind: 'uid' | 'sequence') => readonly Range[];

const FLAGS: Readonly<Record<string, string>> = {
  ANSWERED: '\\Answered',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
  FLAGGED: '\\Flagged',
  SEEN: '\\Seen',
};
const FIELDS = new Set(['FROM', 'TO', 'CC', 'BCC', 'SUBJECT']);

/** Whether a mail fits all that SEARCH names. @throws BadCommand for a criterion that is unknown */
export function criterionOf(tokens: readonly Token[], sets: Sets): Criterion {
  const rest = [...tokens];
  if (rest.length === 0) throw new BadCommand('nothing to search for');
  const all: Criterion[] = [];
  while (rest.length > 0) all.push(nextOf(rest, sets));
  return (candidate) => all.every((fits) => fits(candidate));
}

function nextOf(rest: Token[], sets: Sets): Criterion {
  const token = rest.shift();
  if (token?.kind === 'list') return criterionOf(token.items, sets);
  const word = wordOf(token);
  if (/^[\d*]/.test(word)) {
    const ranges = sets(word, 'sequence');
    return ({ sequence }) => isIn(ranges, sequence);
  }
  if (word === 'NOT') {
    const fits = nextOf(rest, sets);
    return (candidate) => !fits(candidate);
  }
  if (word === 'OR') {
    const [one, other] = [nextOf(rest, sets), nextOf(rest, sets)];
    return (candidate) => one(candidate) || other(candidate);
  }
  return simpleOf(word, rest) ?? withValue(word, textOf(rest.shift()), rest, sets);
}

function simpleOf(word: string, rest: Token[]): Criterion | null {
  if (word === 'ALL' || word === 'OLD') return () => true;
  if (word === 'RECENT' || word === 'NEW') return () => false;
  const flag = FLAGS[word] ?? (word === 'KEYWORD' ? textOf(rest.shift()) : undefined);
  if (flag !== undefined) return ({ mail }) => mail.flags.includes(flag);
  const not = FLAGS[word.replace(/^UN/, '')] ?? (word === 'UNKEYWORD' ? textOf(rest.shift()) : undefined);
  return not === undefined ? null : ({ mail }) => !mail.flags.includes(not);
}

function withValue(word: string, value: string, rest: Token[], sets: Sets): Criterion {
  if (word === 'UID') {
    const ranges = sets(value, 'uid');
    return ({ mail }) => isIn(ranges, mail.uid);
  }
  if (word === 'LARGER') return ({ mail }) => mail.size > Number(value);
  if (word === 'SMALLER') return ({ mail }) => mail.size < Number(value);
  if (word === 'HEADER') return inField(value, textOf(rest.shift()));
  if (FIELDS.has(word)) return inField(word, value);
  if (word === 'TEXT') return ({ bytes }) => holds(bytes(), value);
  if (word === 'BODY') return ({ bytes }) => holds(bytes().subarray(headerOf(bytes()).length), value);
  return onDay(word, dayOf(value));
}

const holds = (bytes: Buffer, text: string): boolean =>
  bytes.toString('utf8').toLowerCase().includes(text.toLowerCase());

function inField(name: string, text: string): Criterion {
  return ({ bytes }) => {
    const value = fieldOf(headerOf(bytes()), name.replace(/[^\w-]/g, ''));
    return value !== null && value.toLowerCase().includes(text.toLowerCase());
  };
}

function onDay(word: string, day: number): Criterion {
  const dayOfMail = ({ mail, bytes }: Candidate): number =>
    dayAt(word.startsWith('SENT') ? Date.parse(fieldOf(headerOf(bytes()), 'Date') ?? '') : mail.receivedAt);
  const kind = word.replace(/^SENT/, '');
  if (kind === 'SINCE') return (candidate) => dayOfMail(candidate) >= day;
  if (kind === 'BEFORE') return (candidate) => dayOfMail(candidate) < day;
  if (kind === 'ON') return (candidate) => dayOfMail(candidate) === day;
  throw new BadCommand(`unknown criterion ${word}`);
}
