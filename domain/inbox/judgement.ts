import type { MailVerdict } from '../../contracts/inbox/kinds.ts';
import type { ReadMail } from './read-mail.ts';

/** A mail of ours that an incoming one may answer or report on. */
export interface SentMail {
  /** In the ledger. */
  messageId: string;
  /** As it left, with angle brackets. */
  headerId: string;
  /** When it left, epoch milliseconds. */
  sentAt: number;
  subject: string;
  text: string;
  /** Of its copies, the main one first; `unsubscribe`: what unsubscribes that copy by mail, an address or its token; null: nothing known. */
  recipients: readonly { n: number; address: string; unsubscribe: string | null }[];
}

/** What a mail says of the mails of ours that it may belong to: asked of the ledger before it is linked. */
export interface Clues {
  /** Message-IDs it names, wherever: threading headers, returned headers and text; the nearest first. */
  headerIds: readonly string[];
  /** Tokens of what may be our unsubscribe addresses that it was sent to: what stands behind the `+`, lower case. */
  unsubscribe: readonly string[];
  /** `X-Followthrough-Message` of a returned mail: the copies it names. */
  copies: readonly { messageId: string; n: number }[];
  /** Addresses we may have written to: of the sender, and of what a report names. Lower case. */
  addresses: readonly string[];
  /** Of the returned mail, or of the mail without its prefix, where nothing else links it. */
  subject: string | null;
  /** It came before this, epoch milliseconds. */
  before: number;
}

/** How sure a link is: by the ids in it, or by address and time only. */
export interface MailLink {
  sent: SentMail;
  by: 'copy' | 'message_id' | 'recipient' | 'thread';
  /** Which copy of it, where that can be told: whose reply, report, complaint or wish it is; null: it cannot. */
  n: number | null;
}

/** An address that a report says was not reached, as we wrote to it. */
export interface FailedRecipient {
  address: string;
  /** Which copy of ours; null: none that we know. */
  n: number | null;
  kind: 'hard' | 'soft';
  /** The most exact enhanced code that the report gives, `5.1.1`; null: it gives none. */
  code: string | null;
  /** The server's words, one line, at most 500 characters. */
  words: string | null;
}

/** Why it was judged so: a code of the closed list of `judge-mail.ts`, and what it rests on, such as a header's value. */
export interface JudgementReason {
  code: string;
  /** At most 200 characters of the mail. */
  evidence: string | null;
}

/** What else is known when a mail is judged. */
export interface JudgingContext {
  link: MailLink | null;
  /** Addresses of our mailboxes and aliases, lower case. */
  ownAddresses: ReadonlySet<string>;
  /** The domain in our Message-IDs. */
  ownDomain: string;
  /** Where it lay: whatever lies in Sent was written by us. */
  isInSent: boolean;
  /** When it came, epoch milliseconds, and the zone that counts where the mail names none. */
  receivedAt: number;
  zone: string;
}

/** What a mail is (I3). */
export interface Judgement {
  verdict: MailVerdict;
  reasons: readonly JudgementReason[];
  /** What the sender wrote, without quote and footers of lists and ticket systems; empty: nothing. */
  newText: string;
  /** Of an absence: the first day on which the person says to be there, YYYY-MM-DD in the mail's own day; null: it says none. */
  returnOn: string | null;
  /** Of a report: whom it did not reach. */
  failed: readonly FailedRecipient[];
}

/** What there is to judge. */
export type JudgeMail = (mail: ReadMail, context: JudgingContext) => Judgement;
