import type { MailVerdict } from '../../contracts/inbox/kinds.ts';
import { ADDRESS_PROBLEMS, addressKey, parseAddress } from '../customers/email-address.ts';
import { ERASED } from '../erased.ts';
import { replySubject } from '../sending/thread-subject.ts';

/** A mail that somebody may answer. */
export interface AnswerableMail {
  mailId: string;
  verdict: MailVerdict;
  /** The mailbox that it came to, and its other addresses. */
  mailboxId: string;
  aliases: readonly string[];
  contactId: string | null;
  from: string;
  people: readonly { kind: 'to' | 'cc' | 'reply_to'; address: string }[];
  subject: string;
  /** With angle brackets; null: it has none. */
  headerId: string | null;
  referenceIds: readonly string[];
  /** Which of its addresses are those of our own people and mailboxes, lower case. */
  ours: readonly string[];
}

/** What an answer to a mail would be. */
export interface Answering {
  subject: string;
  to: string[];
  /** Whoever else got the mail. */
  cc: string[];
  /** The alias that the mail was written to; null: the address of the mailbox. */
  fromAddress: string | null;
  /** The mail that it follows, and its thread from the root; both as headers may name them. */
  threadId: string | null;
  referenceIds: string[];
  /** Why it cannot be answered, in words for people; null: it can. */
  problem: string | null;
}

/** Message-IDs that may stand in a header (RFC 5322, 3.6.4). */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]+>$/;
/** Of a longer thread its root and the last ones are named, so that headers stay short. */
const MOST_REFERENCES = 20;

/**
 * What an answer to a mail would be: to its `Reply-To`, else to who wrote it, from the address that they wrote to, in its
 * thread. Never to ourselves.
 */
export function answeringOf(mail: AnswerableMail): Answering {
  const ours = new Set(mail.ours);
  const isOthers = (address: string): boolean => !ours.has(address.toLowerCase());
  const addressed = (kinds: readonly string[]): string[] =>
    mail.people.filter(({ kind }) => kinds.includes(kind)).map(({ address }) => address);
  const replyTo = addressed(['reply_to']).filter(isOthers);
  const to = unique(replyTo.length > 0 ? replyTo : [mail.from]);
  const mains = new Set(to.map(addressKey));
  const others = [mail.from, ...addressed(['to', 'cc'])];
  const isUsable = (address: string): boolean => parseAddress(address).ok && address !== ERASED;
  const cc = unique(others).filter(
    (address) => isOthers(address) && isUsable(address) && !mains.has(addressKey(address)),
  );
  const written = new Set(addressed(['to', 'cc']).map((address) => address.toLowerCase()));
  const fromAddress = mail.aliases.find((alias) => written.has(alias.toLowerCase())) ?? null;
  return {
    subject: replySubject(mail.subject.trim() || 'Your message').slice(0, 998),
    to,
    cc,
    fromAddress,
    ...threadOf(mail),
    problem: problemOf(mail, to, ours),
  };
}

/** The thread of an answer, from its root to the mail that it answers. */
function threadOf({ headerId, referenceIds }: AnswerableMail): Pick<Answering, 'threadId' | 'referenceIds'> {
  const ids = [...new Set([...referenceIds, ...(headerId === null ? [] : [headerId])])].filter((id) =>
    MESSAGE_ID.test(id),
  );
  const named = ids.length <= MOST_REFERENCES ? ids : [ids[0]!, ...ids.slice(1 - MOST_REFERENCES)];
  return { threadId: named.at(-1) ?? null, referenceIds: named };
}

function problemOf(
  { verdict, from }: AnswerableMail,
  to: readonly string[],
  ours: ReadonlySet<string>,
): string | null {
  switch (verdict) {
    case 'automatic':
    case 'hard_bounce':
    case 'soft_bounce':
    case 'complaint':
      return 'A machine wrote it: nobody would read the answer.';
    case 'own_copy':
    case 'sent':
    case 'ignore':
      return 'It is no mail of the customer.';
    case 'reply':
    case 'opt_out':
    case 'out_of_office':
      break;
  }
  const [main = ''] = to;
  if (main === ERASED || from === ERASED) return 'Who wrote it was erased.';
  const parsed = parseAddress(main);
  if (!parsed.ok) return `The address to answer to cannot be used: it ${ADDRESS_PROBLEMS[parsed.reason]}.`;
  return to.every((address) => ours.has(address.toLowerCase()))
    ? 'It came from one of our own addresses.'
    : null;
}

function unique(addresses: readonly string[]): string[] {
  const seen = new Map(addresses.map((address) => [addressKey(address), address]));
  return [...seen.values()];
}
