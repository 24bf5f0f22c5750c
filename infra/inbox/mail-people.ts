import parseAddresses from 'nodemailer/lib/addressparser';
import type { MailPerson } from '../../domain/inbox/read-mail.ts';
import { cleanLine } from './clean-text.ts';
import { wordsOf } from './mail-headers.ts';

/** RFC 5321: 64 + 1 + 255 bytes. */
const MAX_ADDRESS_LENGTH = 320;
const MAX_NAME_LENGTH = 200;
/** One `@` between what no space, bracket, quote, comma or control stands in: what we could write to. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@<>()\\,;:"\p{C}]+$/u;
const ID = /<[^<>\s]{1,990}>/g;

/**
 * The people of address headers. The structure is read before encoded words are, so that a word which decodes to an address,
 * a comma or a line end makes no further one; whatever is no address is left out.
 */
export function peopleOf(values: readonly string[], limit: number): MailPerson[] {
  const people: MailPerson[] = [];
  for (const value of values) {
    for (const { address, name } of parseAddresses(value, { flatten: true })) {
      if (people.length >= limit) return people;
      const known = addressOf(address);
      if (known !== null) people.push({ address: known, name: wordsOf(name, MAX_NAME_LENGTH) || null });
    }
  }
  return people;
}

/** An address as it is compared; null: it is none. */
export function addressOf(text: string): string | null {
  const address = text.trim().normalize('NFC').toLowerCase();
  return address.length <= MAX_ADDRESS_LENGTH && ADDRESS.test(address) ? address : null;
}

/** Whom a mail goes back to if it fails; empty: nobody; null: the mail does not say. */
export function returnPathOf(value: string | null): string | null {
  if (value === null) return null;
  const inside = /<([^<>]*)>/.exec(value)?.[1] ?? value;
  return cleanLine(inside, MAX_ADDRESS_LENGTH).toLowerCase();
}

/** Message-IDs in a header, with angle brackets, in their order. */
export function idsOf(values: readonly string[], limit: number): string[] {
  const ids = values.flatMap((value) => {
    const bracketed = value.match(ID);
    if (bracketed) return bracketed;
    // Without brackets, as some gateways write it.
    return /^[^\s<>@]+@[^\s<>@]+$/.test(value.trim()) ? [`<${value.trim()}>`] : [];
  });
  return [...new Set(ids.map((id) => cleanLine(id, 1_000)))].slice(-limit);
}
