import { foldedText } from './folded-text.ts';
import type { JudgementReason, JudgingContext } from './judgement.ts';
import { addressesOf, hasNullSender, valueOf } from './mail-signs.ts';
import type { ReadMail } from './read-mail.ts';
import { hasReplyMark } from './subject-key.ts';

/** How much of our own text has to stand at the beginning of a mail that is nothing but it. */
const MOST_COMPARED = 400;
const LEAST_COMPARED = 60;

/** Why a mail is one of ours that came back: by a list, a forwarding rule, a copy to ourselves; null: it is not. */
export function ownCopyReason(
  mail: ReadMail,
  newText: string,
  { link, ownAddresses }: JudgingContext,
): JudgementReason | null {
  const copy = valueOf(mail, 'x-followthrough-message');
  if (copy !== null) return { code: 'own_copy_header', evidence: copy };
  if (link !== null && mail.messageId !== null && mail.messageId.toLowerCase() === link.sent.headerId.toLowerCase()) {
    return { code: 'own_message_id', evidence: mail.messageId };
  }
  if (link !== null && newText === '' && !hasReplyMark(mail.subject) && beginsWithOurs(mail.text, link.sent.text)) return { code: 'own_text', evidence: null };
  const from = mail.from?.address.toLowerCase();
  if (from === undefined || !ownAddresses.has(from) || hasNullSender(mail)) return null;
  return isWrittenBehind(mail, ownAddresses) ? null : { code: 'own_address', evidence: from };
}

/** A group of ours shows its own address for the person who writes through it, and names the person elsewhere. */
function isWrittenBehind(mail: ReadMail, ownAddresses: ReadonlySet<string>): boolean {
  const original = valueOf(mail, 'x-original-from') ?? valueOf(mail, 'x-original-sender') ?? '';
  const named = [...addressesOf(mail.replyTo), ...(/[^\s<>]+@[^\s<>]+/.exec(original.toLowerCase()) ?? [])];
  return named.some((address) => !ownAddresses.has(address));
}

/** Nothing stands above our text, and no mark of a quote before it. */
function beginsWithOurs(text: string, ours: string): boolean {
  const plain = (value: string): string => foldedText(value).replace(/\s+/g, ' ').trim();
  const own = plain(ours).slice(0, MOST_COMPARED);
  return own.length >= LEAST_COMPARED && plain(text.slice(0, MOST_COMPARED * 3)).startsWith(own);
}
