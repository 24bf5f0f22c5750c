import { isNewsletter } from './bulk-mail.ts';
import { calendarMethod } from './calendar-mail.ts';
import { foldedText } from './folded-text.ts';
import type { Clues, MailLink, SentMail } from './judgement.ts';
import { addressesOf, valuesOf } from './mail-signs.ts';
import type { ReadMail } from './read-mail.ts';
import { reportFormOf } from './reports/read-report.ts';
import { returnedMail, type ReturnedMail } from './reports/returned-part.ts';
import { isSameSubject } from './subject-key.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** A clock may be this far off. */
const SKEW_MS = 5 * 60 * 1_000;
/** A report without our Message-ID is about a mail that left no longer ago. */
const REPORT_DAYS = 10;
/** A mail that names nothing of ours still answers one that left no longer ago. */
const ANSWER_DAYS = 30;
/** Characters of our own text that nobody else writes. */
const TELLING = 40;

/**
 * The mail of ours that an incoming one belongs to (I2): by the unsubscribe address of a copy, by the copy it names, by Message-ID, and only then by address, time and
 * subject; null: none. `candidates` come in any order; a later one goes first.
 */
export function linkMail(mail: ReadMail, clues: Clues, candidates: readonly SentMail[]): MailLink | null {
  const earlier = candidates
    .filter(({ sentAt }) => sentAt <= clues.before + SKEW_MS)
    .toSorted((a, b) => b.sentAt - a.sentAt);
  return (
    byToken(clues, earlier) ??
    byCopy(clues, earlier) ??
    byId(mail, clues, earlier) ??
    byRecipient(mail, clues, earlier)
  );
}

/** A link by the copy, which names the message whenever it left. */
function byCopy({ copies }: Clues, candidates: readonly SentMail[]): MailLink | null {
  for (const { messageId, n } of copies) {
    const sent = candidates.find((candidate) => candidate.messageId === messageId);
    if (sent !== undefined) return { sent, by: 'copy', n };
  }
  return null;
}

/** By the unsubscribe address of a copy: its token is signed, as nothing else in a mail is. */
function byToken({ unsubscribe }: Clues, candidates: readonly SentMail[]): MailLink | null {
  for (const token of unsubscribe) {
    for (const sent of candidates) {
      const found = sent.recipients.find((recipient) => isTokenOf(token, recipient.unsubscribe));
      if (found !== undefined) return { sent, by: 'copy', n: found.n };
    }
  }
  return null;
}

/** Whether a token is the one of a copy. */
export const isTokenOf = (token: string, unsubscribe: string | null): boolean =>
  unsubscribe
    ?.toLowerCase()
    .split(/[/+@?=&:]/)
    .includes(token) === true;

function byId(mail: ReadMail, clues: Clues, candidates: readonly SentMail[]): MailLink | null {
  const returnedId = returnedMail(mail)?.messageId;
  // What a report returns is what it is about; threading headers may be of an older one.
  const ids =
    returnedId !== undefined && returnedId !== null ? [returnedId, ...clues.headerIds] : clues.headerIds;
  for (const id of ids) {
    const sent = candidates.find(({ headerId }) => headerId.toLowerCase() === id.toLowerCase());
    if (sent === undefined) continue;
    const isThread = !mail.inReplyTo.includes(id) && mail.references.includes(id) && id !== returnedId;
    return { sent, by: isThread ? 'thread' : 'message_id', n: copyOf(mail, clues, sent) };
  }
  return null;
}

/** Whose copy it concerns: of the sender, or of the address that a report names; the only one. */
function copyOf(mail: ReadMail, clues: Clues, { recipients }: SentMail): number | null {
  const senders = new Set(addressesOf([mail.from, ...mail.replyTo]));
  const of = (addresses: ReadonlySet<string>) =>
    recipients.find(({ address }) => addresses.has(address.toLowerCase()))?.n;
  const only = recipients.length === 1 ? recipients[0]?.n : undefined;
  return of(senders) ?? only ?? of(new Set(clues.addresses)) ?? null;
}

function byRecipient(mail: ReadMail, clues: Clues, candidates: readonly SentMail[]): MailLink | null {
  const returned = returnedMail(mail);
  const isReport = reportFormOf(mail) !== null || mail.reports.length > 0;
  const found = isReport
    ? candidates.find((sent) => isReportedOn(sent, clues, returned))
    : (candidates.find((sent) => isAnsweredBy(sent, mail, clues)) ?? latestTo(mail, clues, candidates));
  return found === undefined ? null : { sent: found, by: 'recipient', n: copyOf(mail, clues, found) };
}

/** A report on a mail of ours whose Message-ID somebody replaced: its recipient, and its subject where that is returned. */
function isReportedOn(sent: SentMail, clues: Clues, returned: ReturnedMail | null): boolean {
  const isRecent = clues.before - sent.sentAt <= REPORT_DAYS * DAY_MS;
  const isRecipient = sent.recipients.some(({ address }) => clues.addresses.includes(address.toLowerCase()));
  if (!isRecent || !isRecipient) return false;
  if (returned === null) return true;
  if (returned.subject !== null) return isSameSubject(returned.subject, sent.subject);
  // Headers without a subject: another mail's id says that it is another mail.
  return returned.messageId === null;
}

/** Somebody answers or forwards it without naming it: same subject or our own words in it, from somebody near. */
function isAnsweredBy(sent: SentMail, mail: ReadMail, clues: Clues): boolean {
  if (clues.before - sent.sentAt > ANSWER_DAYS * 2 * DAY_MS) return false;
  const isNear =
    isSenderNear(sent, mail) ||
    sent.recipients.some(({ address }) => clues.addresses.includes(address.toLowerCase()));
  if (!isNear) return false;
  const isSame = [clues.subject, mail.subject].some(
    (subject) => subject !== null && isSameSubject(subject, sent.subject),
  );
  return (isSame && !isNewsletter(mail)) || holdsOurWords(mail, sent);
}

/** The last mail to an address that now writes, whatever of; not what goes to many, and no calendar. */
function latestTo(mail: ReadMail, clues: Clues, candidates: readonly SentMail[]): SentMail | undefined {
  if (isNewsletter(mail) || calendarMethod(mail) !== null) return undefined;
  const senders = sendersOf(mail);
  return candidates.find(
    (sent) =>
      clues.before - sent.sentAt <= ANSWER_DAYS * DAY_MS &&
      sent.recipients.some(({ address }) => senders.has(address.toLowerCase())),
  );
}

const sendersOf = (mail: ReadMail): Set<string> =>
  new Set([
    ...addressesOf([mail.from, ...mail.replyTo]),
    ...['x-original-from', 'x-original-sender'].flatMap((name) =>
      valuesOf(mail, name).flatMap((value) => /[^\s<>]+@[^\s<>]+/.exec(value)?.[0].toLowerCase() ?? []),
    ),
  ]);

/** The recipient, or somebody at the same domain. */
function isSenderNear(sent: SentMail, mail: ReadMail): boolean {
  const domain = (address: string): string => address.slice(address.lastIndexOf('@')).toLowerCase();
  const domains = new Set(sent.recipients.map(({ address }) => domain(address)));
  return [...sendersOf(mail)].some((address) => domains.has(domain(address)));
}

function holdsOurWords(mail: ReadMail, sent: SentMail): boolean {
  const plain = (text: string): string =>
    foldedText(text)
      .replace(/^[>\s]+/gm, '')
      .replace(/\s+/g, ' ')
      .trim();
  const text = plain(mail.text.slice(0, 50_000));
  return sent.text
    .split(/\n+/)
    .map(plain)
    .some((line) => line.length >= TELLING && text.includes(line.slice(0, 200)));
}
