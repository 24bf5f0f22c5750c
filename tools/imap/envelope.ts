import parseAddresses from 'nodemailer/lib/addressparser';
import { quoted } from './tokens.ts';

/** The value of a header field on one line, its words still encoded; null: there is none. */
export function fieldOf(header: Buffer, name: string): string | null {
  const pattern = new RegExp(`^${name}[ \\t]*:([^\\n]*(?:\\n[ \\t][^\\n]*)*)`, 'im');
  const value = pattern.exec(header.toString('latin1'))?.[1];
  return value === undefined ? null : value.replace(/\r?\n/g, '').trim();
}

/** ENVELOPE of RFC 3501, section 7.4.2. */
export function envelopeOf(header: Buffer): string {
  const text = (name: string): string => quoted(fieldOf(header, name));
  const from = addressesOf(fieldOf(header, 'From'));
  const either = (name: string): string => {
    const own = addressesOf(fieldOf(header, name));
    return own === 'NIL' ? from : own;
  };
  const people = [from, either('Sender'), either('Reply-To')];
  const others = ['To', 'Cc', 'Bcc'].map((name) => addressesOf(fieldOf(header, name)));
  const parts = [
    text('Date'),
    text('Subject'),
    ...people,
    ...others,
    text('In-Reply-To'),
    text('Message-ID'),
  ];
  return `(${parts.join(' ')})`;
}

function addressesOf(value: string | null): string {
  const all = value === null ? [] : parseAddresses(value, { flatten: true });
  if (all.length === 0) return 'NIL';
  const listed = all.map(({ name, address }) => {
    const at = address.lastIndexOf('@');
    const [mailbox, host] = at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at + 1)];
    return `(${quoted(name === '' ? null : name)} NIL ${quoted(mailbox)} ${quoted(host)})`;
  });
  return `(${listed.join('')})`;
}
