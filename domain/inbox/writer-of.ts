import { addressesIn } from './barely-read.ts';
import { headerOf } from './header-of.ts';
import type { MailPerson, ReadMail } from './read-mail.ts';

/**
 * Who wrote a mail: its sender; where a group of ours stands in for the sender, whoever it names as that. Null: nobody that
 * can be told.
 */
export function writerOf(mail: ReadMail, own: ReadonlySet<string>): MailPerson | null {
  if (mail.from !== null && !own.has(mail.from.address)) return mail.from;
  const original = ['x-original-from', 'x-original-sender'].flatMap((name) =>
    addressesIn(headerOf(mail, name) ?? '').map((address): MailPerson => ({ address, name: null })),
  );
  return [...mail.replyTo, ...original].find(({ address }) => !own.has(address)) ?? mail.from ?? mail.sender;
}
