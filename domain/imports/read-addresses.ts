import { ADDRESS_PROBLEMS, parseAddress } from '../customers/email-address.ts';
import { normaliseName } from './csv-values.ts';

/** One address of a cell, as it goes to a mail server, with the name beside it. */
export interface NamedAddress {
  email: string;
  name: string | null;
}

/** Most addresses of one cell. */
const MAX_ADDRESSES = 20;
const MAX_NAME_LENGTH = 200;

/**
 * Reads the addresses of a cell: bare ones, `mailto:` links and `Name <address>`, several of them between semicolons,
 * commas, line breaks or spaces. Each that is none is told; the others are taken.
 */
export function readAddresses(text: string): { addresses: NamedAddress[]; problems: string[] } {
  const addresses: NamedAddress[] = [];
  const problems: string[] = [];
  for (const part of partsOf(text).slice(0, MAX_ADDRESSES)) {
    const { name, address } = namedIn(part);
    const parsed = parseAddress(address.replace(/^mailto:/i, ''));
    if (!parsed.ok) problems.push(ADDRESS_PROBLEMS[parsed.reason]);
    else if (!addresses.some(({ email }) => email.toLowerCase() === parsed.address.toLowerCase()))
      addresses.push({ email: parsed.address, name });
  }
  return { addresses, problems };
}

function namedIn(part: string): { name: string | null; address: string } {
  const [, before = '', address] = /^(.*)<([^<>]*)>$/s.exec(part) ?? [];
  if (address === undefined) return { name: null, address: part };
  const name = normaliseName(before.trim().replace(/^["'](.*)["']$/s, '$1'));
  const isName = name !== '' && name.length <= MAX_NAME_LENGTH && !/\p{C}/u.test(name);
  return { name: isName ? name : null, address };
}

/** Pieces between marks that stand neither in quotes nor in angle brackets; a comma inside a name ends nothing. */
function partsOf(text: string): string[] {
  const pieces = text.match(/(?:"[^"]*"|<[^<>]*>|[^;,\n\r])+|[;,\n\r]/g) ?? [];
  const parts: string[] = [];
  let open = '';
  for (const piece of pieces) {
    if (piece === ',' && open !== '' && !open.includes('@')) open += ', ';
    else if (/^[;,\n\r]$/.test(piece)) {
      parts.push(open);
      open = '';
    } else open += piece.trim() === '' ? '' : open.endsWith(', ') ? piece.trimStart() : piece;
  }
  parts.push(open);
  return parts.flatMap(bySpaces).filter((part) => part !== '');
}

/** `a@x.example b@y.example` are two; a name with one address is one. */
function bySpaces(part: string): string[] {
  const words = part.trim().split(/\s+/);
  return words.length > 1 && words.every((word) => word.includes('@')) ? words : [part.trim()];
}
