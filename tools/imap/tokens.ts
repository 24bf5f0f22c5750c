/** A piece of a command. */
export type Token =
  { kind: 'atom'; text: string } | { kind: 'string'; bytes: Buffer } | { kind: 'list'; items: Token[] };

/** The command cannot be read, or is not one: tagged BAD. */
export class BadCommand extends Error {}

/** The command is understood and not done: tagged NO. */
export class Refused extends Error {}

const LITERAL = /^\{(\d+)\+?\}/;
const SPECIAL = /[\s()"]/;

/** Reads the pieces of a command line; `literals` stand where the line says `{n}`. @throws BadCommand */
export function tokensOf(line: string, literals: readonly Buffer[]): Token[] {
  const reader = { line, at: 0, literals: [...literals] };
  const tokens = listOf(reader, false);
  if (reader.at < line.length) throw new BadCommand('unbalanced parenthesis');
  return tokens;
}

interface Reader {
  line: string;
  at: number;
  literals: Buffer[];
}

function listOf(reader: Reader, isInside: boolean): Token[] {
  const items: Token[] = [];
  for (; reader.at < reader.line.length;) {
    const next = reader.line[reader.at]!;
    if (next === ')') {
      if (isInside) reader.at += 1;
      return items;
    }
    if (next === ' ') reader.at += 1;
    else items.push(tokenOf(reader, next));
  }
  if (isInside) throw new BadCommand('a parenthesis is not closed');
  return items;
}

function tokenOf(reader: Reader, next: string): Token {
  if (next === '(') {
    reader.at += 1;
    return { kind: 'list', items: listOf(reader, true) };
  }
  if (next === '"') return quotedOf(reader);
  const literal = LITERAL.exec(reader.line.slice(reader.at, reader.at + 24));
  if (literal) {
    reader.at += literal[0].length;
    return { kind: 'string', bytes: reader.literals.shift() ?? Buffer.alloc(0) };
  }
  return atomOf(reader);
}

function quotedOf(reader: Reader): Token {
  let text = '';
  for (let at = reader.at + 1; at < reader.line.length; at += 1) {
    const letter = reader.line[at]!;
    if (letter === '"') {
      reader.at = at + 1;
      return { kind: 'string', bytes: Buffer.from(text, 'latin1') };
    }
    if (letter === '\\') at += 1;
    text += reader.line[at] ?? '';
  }
  throw new BadCommand('a quote is not closed');
}

/** Blanks and parentheses inside brackets belong to it: `BODY[HEADER.FIELDS (From To)]<0.100>`. */
function atomOf(reader: Reader): Token {
  const start = reader.at;
  let isInBrackets = false;
  for (; reader.at < reader.line.length; reader.at += 1) {
    const letter = reader.line[reader.at]!;
    if (letter === '[') isInBrackets = true;
    if (letter === ']') isInBrackets = false;
    if (!isInBrackets && SPECIAL.test(letter)) break;
  }
  const text = reader.line.slice(start, reader.at);
  if (isInBrackets || text === '') throw new BadCommand('a section is not closed');
  return { kind: 'atom', text };
}

/** The text of an atom or a string. @throws BadCommand for a list, or nothing */
export function textOf(token: Token | undefined): string {
  if (token === undefined || token.kind === 'list') throw new BadCommand('an argument is missing');
  return token.kind === 'atom' ? token.text : token.bytes.toString('utf8');
}

/** The text of an atom or string in capitals; an empty one for a list or nothing. */
export const wordOf = (token: Token | undefined): string =>
  token === undefined || token.kind === 'list' ? '' : textOf(token).toUpperCase();

/** The items of a list. @throws BadCommand for anything else */
export function itemsOf(token: Token | undefined): Token[] {
  if (token?.kind !== 'list') throw new BadCommand('a list is missing');
  return token.items;
}

/** A string as an answer has it: quoted where that can hold it, else a literal. Bytes are letters of Latin-1. */
export function quoted(text: string | null): string {
  if (text === null) return 'NIL';
  if (/^[\x20-\x7e]*$/.test(text) && text.length < 1000) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `{${text.length}}\r\n${text}`;
}
