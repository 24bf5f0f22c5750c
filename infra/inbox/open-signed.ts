/** A piece of BER: its tag, where its content stands, and where the next piece begins. */
interface Piece {
  tag: number;
  start: number;
  end: number;
  after: number;
}

const SEQUENCE = 0x30;
const OCTETS = 0x04;
/** Octets that are cut into pieces. */
const CUT_OCTETS = 0x24;
const CONTEXT_0 = 0xa0;
/** How deep the content of a signed mail may be wrapped and cut into pieces. */
const MAX_DEPTH = 12;

/**
 * The mail inside of a signature that wraps it (RFC 8551 `signed-data`, CMS 5.1), without looking at who signed; null: there
 * is none, as in what is encrypted.
 */
export function openSigned(bytes: Buffer): Buffer | null {
  const info = pieceAt(bytes, 0, bytes.length, 0);
  if (info?.tag !== SEQUENCE) return null;
  const signed = childOf(bytes, childOf(bytes, info, CONTEXT_0), SEQUENCE);
  const content = childOf(bytes, childOf(bytes, signed, SEQUENCE), CONTEXT_0);
  if (content === null) return null;
  const octets: Buffer[] = [];
  gather(bytes, content, octets, 0);
  return octets.length === 0 ? null : Buffer.concat(octets);
}

function gather(bytes: Buffer, piece: Piece, octets: Buffer[], depth: number): void {
  if (piece.tag === OCTETS) octets.push(bytes.subarray(piece.start, piece.end));
  else if ((piece.tag === CONTEXT_0 || piece.tag === CUT_OCTETS) && depth < MAX_DEPTH) {
    for (const child of piecesOf(bytes, piece)) gather(bytes, child, octets, depth + 1);
  }
}

const childOf = (bytes: Buffer, piece: Piece | null, tag: number): Piece | null =>
  (piece && piecesOf(bytes, piece).find((child) => child.tag === tag)) ?? null;

function piecesOf(bytes: Buffer, { start, end }: Piece): Piece[] {
  const pieces: Piece[] = [];
  for (let at = start; at < end;) {
    const piece = pieceAt(bytes, at, end, 0);
    if (piece === null) break;
    pieces.push(piece);
    at = piece.after;
  }
  return pieces;
}

/** The piece that begins here; null: none does, or it is wrapped deeper than anybody wraps. */
function pieceAt(bytes: Buffer, at: number, limit: number, depth: number): Piece | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || depth > MAX_DEPTH) return null;
  const isConstructed = (tag & 0x20) !== 0;
  if (first === 0x80) return isConstructed ? endless(bytes, tag, at + 2, { limit, depth }) : null;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 4 || at + 2 + more > limit) return null;
  const start = at + 2 + more;
  const end = Math.min(start + (more === 0 ? first : bytes.readUIntBE(at + 2, more)), limit);
  return { tag, start, end, after: end };
}

/** A piece that does not say how long it is: two zeros end it. */
function endless(bytes: Buffer, tag: number, start: number, bounds: { limit: number; depth: number }): Piece {
  let at = start;
  while (at < bounds.limit && (bytes[at] !== 0 || bytes[at + 1] !== 0)) {
    const child = pieceAt(bytes, at, bounds.limit, bounds.depth + 1);
    if (child === null) return { tag, start, end: bounds.limit, after: bounds.limit };
    at = child.after;
  }
  return { tag, start, end: at, after: at + 2 };
}
