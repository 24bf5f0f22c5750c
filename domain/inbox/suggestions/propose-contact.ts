import { addressKey, parseAddress } from '../../customers/email-address.ts';
import { isFromDaemon } from '../mail-signs.ts';
import { storableLine } from '../storable.ts';
import type { CheckedSuggestion } from './check-suggestions.ts';

/** Who answered us, as it is stored. */
export interface Stranger {
  address: string;
  name: string | null;
  /** As they came. */
  rawHeaders: string;
}

/** Nobody reads what is written to it. */
const MACHINE =
  /^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre|auto[-_.]?(?:reply|responder)|notifications?|abuse)\b|(?:^|[-_.])no[-_.]?reply(?:[-_.+@]|$)/i;

const MOST_QUOTE = 300;

/**
 * Whoever answers one of our mails without being known is proposed as a contact (I2, I8), with the header that names them;
 * null: nobody can be written to there. Pure.
 */
export function proposeContact({ address, name, rawHeaders }: Stranger): CheckedSuggestion | null {
  const parsed = parseAddress(address);
  if (!parsed.ok || MACHINE.test(address) || isFromDaemon({ from: { address, name }, sender: null }))
    return null;
  const email = addressKey(address);
  const person = name === null || addressKey(name) === email ? '' : storableLine(name, 200);
  const data = {
    amount: null,
    day: null,
    invoiceIds: [],
    contactId: null,
    name: person || null,
    email,
  };
  return { kind: 'new_contact', data, quote: quoteOf({ address, name, rawHeaders }) };
}

/** The header as it stands; one that is encoded as people read it. */
function quoteOf({ address, name, rawHeaders }: Stranger): string {
  const fields = rawHeaders.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const from = fields.find((field) => /^from:/i.test(field))?.slice('from:'.length) ?? '';
  const isReadable = !from.includes('=?') && from.toLowerCase().includes(address.toLowerCase());
  const plain = name === null ? address : `${name} <${address}>`;
  return storableLine(isReadable ? from : plain, MOST_QUOTE);
}
