import { cluesOf } from '../../domain/inbox/clues.ts';
import { barelyRead } from '../../domain/inbox/barely-read.ts';
import { judgeMail } from '../../domain/inbox/judge-mail.ts';
import type { Clues, Judgement, JudgingContext, MailLink, SentMail } from '../../domain/inbox/judgement.ts';
import { linkMail } from '../../domain/inbox/link-mail.ts';
import type { MailPerson, ReadMail } from '../../domain/inbox/read-mail.ts';
import { everythingStorable } from '../../domain/inbox/storable.ts';
import { writerOf } from '../../domain/inbox/writer-of.ts';
import type { LedgerMail } from '../../infra/db/inbox/sent-mails.ts';
import type { CopyRef } from '../../infra/mail/links.ts';
import type { InboxDeps } from './inbox-deps.ts';
import type { SeenMail } from './intake.ts';

/** A mail that was read, what it belongs to, and what it is. */
export interface JudgedMail {
  mail: ReadMail;
  clues: Clues;
  link: MailLink | null;
  /** The mail of ours that it answers or reports on. */
  sent: LedgerMail | null;
  judgement: Judgement;
  /** Our own people or programs wrote it. */
  isOurs: boolean;
  writer: MailPerson | null;
  /** Addresses of our people and mailboxes, lower case. */
  own: ReadonlySet<string>;
}

/** Reads a mail; one that cannot be read is taken as far as its headers go. */
export async function readSafely({ mailReader }: InboxDeps, bytes: Uint8Array): Promise<ReadMail> {
  try {
    return everythingStorable(await mailReader.readMail(bytes));
  } catch {
    return everythingStorable(barelyRead(bytes));
  }
}

/**
 * Finds out what a mail belongs to and what it is (I3). What one of our people wrote elsewhere is the same wherever it lies: a
 * copy in an inbox, seen before the one in Sent, is judged as that. What a contact wrote is theirs, also where a rule or a
 * person put it into Sent.
 */
export async function judgeSeen(deps: InboxDeps, seen: SeenMail, mail: ReadMail): Promise<JudgedMail> {
  const { db, store } = deps;
  const { receivedAt, mailbox, folder } = seen;
  const ownDomain = await store.mailOwners.domainOf(db, mailbox.id);
  const own = await store.mailOwners.ownAddresses(db);
  const clues = tryOut(() => cluesOf(mail, { ownDomain, receivedAt })) ?? plainClues(mail, seen);
  const unsubscribed = copiesOf(deps, clues);
  const named = [...new Set([...unsubscribed.values()].map(({ messageId }) => messageId))];
  const candidates = (await store.sentMails.find(db, clues, named)).map((sent) =>
    withTokens(unsubscribed, sent),
  );
  const link = tryOut(() => linkMail(mail, clues, candidates)) ?? null;
  const from = mail.from?.address ?? '';
  const isTheirs = !own.has(from) && (await store.mailOwners.contactsAt(db, [from])).length > 0;
  const context: JudgingContext = {
    link,
    ownAddresses: own,
    ownDomain,
    isInSent: folder.role === 'sent' && !isTheirs,
    receivedAt,
    zone: mailbox.zone,
  };
  const judgement = asWritten(tryOut(() => judgeMail(mail, context)) ?? unjudged(mail, context));
  const sent = candidates.find(({ messageId }) => messageId === link?.sent.messageId) ?? null;
  const isOurs = judgement.verdict === 'sent' || judgement.verdict === 'own_copy';
  const writer = isOurs ? mail.from : writerOf(mail, own);
  return { mail, clues, link, sent, judgement, isOurs, writer, own };
}

/** Written from an address of ours, and no copy of what the product sent: a person of ours wrote it. */
function asWritten(judgement: Judgement): Judgement {
  const isByAddress = judgement.reasons.every(({ code }) => code === 'own_address');
  return judgement.verdict === 'own_copy' && isByAddress ? { ...judgement, verdict: 'sent' } : judgement;
}

/** A mail that trips up whoever judges it is not lost by that. */
function tryOut<T>(judge: () => T): T | undefined {
  try {
    return judge();
  } catch {
    return undefined;
  }
}

/** The copies of ours whose unsubscribe address a mail went to, by token: those that we signed, whichever key we had. */
function copiesOf({ links }: InboxDeps, { unsubscribe }: Clues): Map<string, CopyRef> {
  return new Map(
    unsubscribe.flatMap((token) => {
      const copy = links.readMailtoToken(token);
      return copy === null ? [] : [[token, copy]];
    }),
  );
}

/** With the token of each copy that it was unsubscribed by. */
function withTokens<T extends SentMail>(unsubscribed: ReadonlyMap<string, CopyRef>, sent: T): T {
  const tokenOf = ({ n }: { n: number }): string | null =>
    [...unsubscribed].find(([, copy]) => copy.messageId === sent.messageId && copy.n === n)?.[0] ?? null;
  return { ...sent, recipients: sent.recipients.map((copy) => ({ ...copy, unsubscribe: tokenOf(copy) })) };
}

const plainClues = ({ inReplyTo, references, from }: ReadMail, { receivedAt }: SeenMail): Clues => ({
  headerIds: [...inReplyTo, ...references.toReversed()],
  copies: [],
  unsubscribe: [],
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
