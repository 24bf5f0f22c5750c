import type { CommandDeps } from '../commands/deps.ts';
import type { Mailer } from '../infra/mail/mailer.ts';

/** What activities work with: everything a command has, and the way out to mail servers. */
export interface ActivityDeps extends CommandDeps {
  mailer: Mailer;
  /** The right-hand side of a Message-ID, and the links of the product. */
  links: Links;
  /** Hash of a text, for comparing facts. */
  hash: (text: string) => string;
  /** How often a delivery in hand says that it is alive. */
  heartbeatMs: number;
}

/** Addresses that stand in mails. */
export interface Links {
  /** One-click unsubscribe of one message (RFC 8058). */
  unsubscribeUrl: (messageId: string) => string;
  /** `<message id@domain>`: derived from the ledger id, so that it is stable over attempts. */
  headerId: (messageId: string, fromAddress: string) => string;
}
