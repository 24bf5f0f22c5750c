import type { Clues, Judgement, JudgingContext, MailLink, SentMail } from '../../domain/inbox/judgement.ts';
import { barelyRead } from '../../domain/inbox/barely-read.ts';
import type { ReadMail } from '../../domain/inbox/read-mail.ts';
import type { LedgerMail } from '../../infra/db/inbox/sent-mails.ts';
import type { InboxDeps } from './inbox-deps.ts';
import type { SeenMail } from './intake.ts';

/** A mail that was read, what it belongs to, and what it is. */
export interface JudgedMail {
  mail: ReadMail;
  clues: Clues;
  by: MailLink['by'] | null;
  /** The mail of ours that it answers or reports on. */
  sent: LedgerMail | null;
  judgement: Judgement;
  /** Who wrote it has an address of ours. */
  isFromUs: boolean;
  /** Addresses of our people and mailboxes, lower case. */
  own: ReadonlySet<string>;
}

/** Reads a mail; one that cannot be read is taken as far as its headers go. */
export async function readSafely({ mailReader }: InboxDeps, bytes: Uint8Array): Promise<ReadMail> {
  try {
    return await mailReader.readMail(bytes);
  } catch {
    return barelyRead(bytes);
  }
}

/**
 * Finds out what a mail belongs to and what it is (I3). Whoever writes from an address of ours wrote for us, wherever the
 * mail lies: a colleague's copy in an inbox, seen before the one in Sent, is the same mail. What a contact wrote is theirs,
 * also where a rule or a person put it into Sent.
 */
export async function judgeSeen(deps: InboxDeps, seen: SeenMail, mail: ReadMail): Promise<JudgedMail> {
  const { db, store } = deps;
  const { receivedAt, mailbox, folder } = seen;
  const ownDomain = await store.mailOwners.domainOf(db, mailbox.id);
  const own = await store.mailOwners.ownAddresses(db);
  const clues =
    tryOut(() => deps.mailReader.cluesOf(mail, { ownDomain, receivedAt })) ?? plainClues(mail, seen);
  const candidates = (await store.sentMails.find(db, clues)).map((sent) => withLinks(deps, sent));
  const link = tryOut(() => deps.mailReader.linkMail(mail, clues, candidates)) ?? null;
  const from = mail.from?.address ?? '';
  const isFromUs = own.has(from);
  const isTheirs = !isFromUs && (await store.mailOwners.contactsAt(db, [from])).length > 0;
  const context: JudgingContext = {
    link,
    ownAddresses: own,
    ownDomain,
    isInSent: isFromUs || (folder.role === 'sent' && !isTheirs),
    receivedAt,
    zone: mailbox.zone,
  };
  const judgement = tryOut(() => deps.mailReader.judgeMail(mail, context)) ?? unjudged(mail, context);
  const sent = candidates.find(({ messageId }) => messageId === link?.sent.messageId) ?? null;
  return { mail, clues, by: link?.by ?? null, sent, judgement, isFromUs: context.isInSent, own };
}

/** A mail that trips up whoever judges it is not lost by that. */
function tryOut<T>(judge: () => T): T | undefined {
  try {
    return judge();
  } catch {
    return undefined;
  }
}

/** With the link of each copy to unsubscribe by, which is signed and stands nowhere. */
function withLinks<T extends SentMail>({ links }: InboxDeps, sent: T): T {
  const recipients = sent.recipients.map((copy) => ({
    ...copy,
    unsubscribe: links.unsubscribeUrl(sent.messageId, copy.n),
  }));
  return { ...sent, recipients };
}

const plainClues = ({ inReplyTo, references, from }: ReadMail, { receivedAt }: SeenMail): Clues => ({
  headerIds: [...inReplyTo, ...references.toReversed()],
  copies: [],
  addresses: from === null ? [] : [from.address],
  subject: null,
  before: receivedAt,
});

/** What nobody could judge is put before a person, unless nobody wrote it. */
function unjudged({ returnPath, text }: ReadMail, { isInSent }: JudgingContext): Judgement {
  const verdict = isInSent ? 'sent' : returnPath === '' ? 'ignore' : 'reply';
  const reasons = [{ code: 'unjudged', evidence: null }];
  return { verdict, reasons, newText: text, returnOn: null, failed: [] };
}
