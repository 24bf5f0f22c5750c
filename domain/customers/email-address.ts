import { domainToASCII } from 'node:url';

/** Why an address was refused. */
export const ADDRESS_PROBLEMS = {
  empty: 'is empty',
  line_break: 'has a line break',
  invisible_character: 'has a space, control or invisible character',
  too_long: 'is longer than 254 characters, or has more than 64 before the @',
  not_one_at: 'does not have exactly one @',
  local_part: 'has characters before the @ that mail servers do not take',
  domain: 'does not have a domain name after the @',
} as const;
/** Key of `ADDRESS_PROBLEMS`. */
export type AddressProblem = keyof typeof ADDRESS_PROBLEMS;

/** The address as it goes to a mail server, or why there is none. */
export type ParsedAddress = { ok: true; address: string } | { ok: false; reason: AddressProblem };

/** RFC 5321, section 4.5.3.1; a path has 256 octets with its brackets. */
const MAX_ADDRESS_OCTETS = 254;
const MAX_LOCAL_OCTETS = 64;
const MAX_LABEL_OCTETS = 63;

/** RFC 5321 dot-string. Quoted strings are legal and unused; servers without SMTPUTF8 refuse other letters. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Checks one bare address (`jane@example.com`, no display name) and returns it with its domain in lower-case ASCII
 * (`bücher.example` as `xn--bcher-kva.example`). Stricter than RFC 5321 where real addresses are: no quoted local
 * part, no address literal, no one-word domain. Spaces around it are dropped; line breaks never are.
 */
export function parseAddress(input: string): ParsedAddress {
  if (/[\r\n\u0085\u2028\u2029]/.test(input)) return refuse('line_break');
  const text = input.trim();
  if (text === '') return refuse('empty');
  if (/[\p{C}\p{Z}]/u.test(text)) return refuse('invisible_character');
  const at = text.indexOf('@');
  if (at < 0 || at !== text.lastIndexOf('@')) return refuse('not_one_at');
  const local = text.slice(0, at);
  if (local.length > MAX_LOCAL_OCTETS) return refuse('too_long');
  if (!LOCAL_PART.test(local)) return refuse('local_part');
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === null) return refuse('domain');
  const address = `${local}@${domain}`;
  return address.length > MAX_ADDRESS_OCTETS ? refuse('too_long') : { ok: true, address };
}

/**
 * The key under which an address is suppressed and compared: lower case as a whole, domain in ASCII. Mail servers may
 * tell `Jane@` from `jane@`; people who unsubscribe don't.
 */
export function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return (parsed.ok ? parsed.address : address.trim()).toLowerCase();
}

function asciiDomain(domain: string): string | null {
  // Only other letters need the conversion, and it reads `0x7f.1` or `%6d` as a browser would.
  const ascii = /[^\x20-\x7e]/.test(domain) ? domainToASCII(domain) : domain.toLowerCase();
  const labels = ascii.split('.');
  const isDomain =
    labels.length >= 2 && labels.every((label) => label.length <= MAX_LABEL_OCTETS && LABEL.test(label));
  // A last label of digits is an IP address.
  return isDomain && !/^\d+$/.test(labels.at(-1)!) ? ascii : null;
}

function refuse(reason: AddressProblem): ParsedAddress {
  return { ok: false, reason };
}
