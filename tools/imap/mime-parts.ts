import { fieldOf } from './envelope.ts';
import { headerOf } from './header.ts';

/** A part of a mail, or the mail itself. */
export interface MimePart {
  /** With the empty line after it. */
  header: Buffer;
  body: Buffer;
  /** Lower case: `text`, `plain`. */
  type: string;
  subtype: string;
  /** Names lower case. */
  parameters: [string, string][];
  /** Of a multipart. */
  parts: MimePart[];
  /** What a `message/rfc822` holds. */
  message: MimePart | null;
}

const MOST_DEPTH = 30;
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/** Takes a mail apart as far as its Content-Types say. */
export function partOf(bytes: Buffer, depth = 0): MimePart {
  const header = headerOf(bytes);
  const body = bytes.subarray(header.length);
  const field = fieldOf(header, 'Content-Type') ?? '';
  const [, type = 'text', subtype = 'plain'] = /^([\w.+-]+)\/([\w.+-]+)/.exec(field.toLowerCase()) ?? [];
  const parameters = parametersOf(field);
  const part: MimePart = { header, body, type, subtype, parameters, parts: [], message: null };
  if (depth >= MOST_DEPTH) return part;
  if (type === 'multipart') {
    const boundary = parameters.find(([name]) => name === 'boundary')?.[1] ?? '';
    part.parts = piecesOf(body, boundary).map((piece) => partOf(piece, depth + 1));
  }
  if (type === 'message' && subtype === 'rfc822') part.message = partOf(body, depth + 1);
  return part;
}

/** The parameters of a field, in its order. */
export const parametersOf = (field: string): [string, string][] =>
  [...field.matchAll(PARAMETER)].map(([, name = '', inQuotes, bare = '']) => [
    name.toLowerCase(),
    inQuotes?.replace(/\\(.)/g, '$1') ?? bare,
  ]);

/** What stands between the lines of a boundary; the line end before such a line belongs to it. */
function piecesOf(body: Buffer, boundary: string): Buffer[] {
  const pieces: Buffer[] = [];
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  let start = -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== 10) continue;
    const end = body.indexOf('\n', at);
    const rest = body
      .subarray(at + mark.length, end < 0 ? body.length : end)
      .toString('latin1')
      .trimEnd();
    if (rest !== '' && rest !== '--') continue;
    const before = at >= 2 && body[at - 2] === 13 ? at - 2 : at - 1;
    if (start >= 0) pieces.push(body.subarray(start, Math.max(start, before)));
    start = end < 0 || rest === '--' ? -1 : end + 1;
    if (rest === '--') return pieces;
  }
  if (start >= 0) pieces.push(body.subarray(start));
  return pieces;
}

/** The part that a section such as `2.1` names; null: there is none. A mail that is no multipart is its own part 1. */
export function partAt(mail: MimePart, path: readonly number[]): MimePart | null {
  let part = mail;
  for (const number of path) {
    const holder = part.message ?? part;
    const next = holder.parts[number - 1] ?? (holder.parts.length === 0 && number === 1 ? holder : undefined);
    if (next === undefined) return null;
    part = next;
  }
  return part;
}
