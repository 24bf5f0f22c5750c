import { createHash } from 'node:crypto';
import type { ReadMail } from './read-mail.ts';
import { headerOf } from './header-of.ts';

/**
 * What makes a mail this mail, wherever it lies: its Message-ID with its date, since careless programs use one id for many
 * mails, and lists that send it on rewrite sender and subject, never the date. Our own copies of one message share both, and
 * are told apart by their names in the ledger. A mail without an id is known by its headers from its sender and its text.
 */
export function fingerprintOf(mail: ReadMail): string {
  const date = headerOf(mail, 'date') ?? '';
  const copy = headerOf(mail, 'x-followthrough-message') ?? '';
  const parts =
    mail.messageId === null
      ? ['headers', mail.from?.address ?? '', date, mail.subject, mail.text, mail.html ?? '', ...sentTo(mail)]
      : ['id', mail.messageId, date, copy];
  return createHash('sha256').update(parts.map(normal).join('\n'), 'utf8').digest('hex');
}

const sentTo = ({ to, cc }: ReadMail): string[] => [...to, ...cc].map(({ address }) => address);

/** Servers fold headers and end lines as they like. */
const normal = (part: string): string => part.replace(/\s+/g, ' ').trim();

/** SHA-256 of a file, in hexadecimal. */
export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
