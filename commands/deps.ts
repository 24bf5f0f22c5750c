import type { NewId } from '../contracts/ids.ts';
import type { Hooks } from './hooks.ts';
import type { Unit } from './run-command.ts';
import type { Database, Tx } from '../infra/db/client.ts';
import type { Store } from '../infra/db/store.ts';
import type { AskModel } from '../infra/llm/chat-model.ts';
import type { ContentWriter } from '../infra/llm/content-writer.ts';
import type { Lifecycle } from '../infra/temporal/lifecycle.ts';
import type { Links } from '../infra/mail/links.ts';
import type { AccessTokens } from '../infra/oauth/access-tokens.ts';
import type { OauthClient } from '../infra/oauth/oauth-client.ts';
import type { VerifyMailbox } from '../infra/mail/verify-mailbox.ts';
import type { OpenImap } from '../infra/inbox/imap-session.ts';
import type { Mailer } from '../infra/mail/mailer.ts';
import type { Texter } from '../infra/sms/texter.ts';
import type { SecretBox } from '../infra/secrets.ts';

/** What a command works with. Business time comes from `now`, which tests skip (epoch milliseconds). */
export interface CommandDeps {
  db: Database;
  store: Store;
  hooks: Hooks;
  lifecycle: Lifecycle;
  /** The same calls for whoever makes up for losses: they leave alone whoever is still at it. Absent: nobody can be. */
  sparing?: Lifecycle;
  secrets: SecretBox;
  /** The right-hand side of a Message-ID, and the links of the product. */
  links: Links;
  /** Tries a mailbox for real (M1). Never call it inside a transaction. */
  verifyMailbox: VerifyMailbox;
  /** The way to those who sign mailboxes in (I6); absent: nobody does. Never call it inside a transaction. */
  oauth?: OauthClient;
  /** Gives out tokens of mailboxes that sign in by OAuth; absent: none does. Never call it inside a transaction. */
  tokens?: AccessTokens;
  /** The way to the mail that mailboxes receive (I1). Never call it inside a transaction. */
  openImap: OpenImap;
  /** Has a language model write texts (M4). Never call it inside a transaction. */
  writer: ContentWriter;
  /** Asks a language model about a customer (C14); absent: there is none, or the worker has it. Never call it inside a transaction. */
  askInsights?: AskModel;
  /** Has a language model read a mail (I8); absent likewise. Never call it inside a transaction. */
  askMails?: AskModel;
  /** The way out for mails to our own people alone; absent: they are somebody else's, the API's. Never call it inside a transaction. */
  testMailer?: Pick<Mailer, 'deliver'>;
  /** The way out for confirmations of sms (M7); absent: they are somebody else's, the worker's. */
  texter?: Pick<Texter, 'deliver'>;
  now: () => Promise<number>;
  newId: NewId;
  /** Hash of a text, for comparing facts. */
  hash: (text: string) => string;
  /** Asked once in the first transaction of a command, before it; it refuses by throwing. Absent: nothing is asked. */
  precondition?: (tx: Tx) => Promise<void>;
  /** The transaction that commands of a unit share; absent: each has its own. */
  unit?: Unit;
  /** How long after its hand-over an uncertain message may be tried again (RFC 5321, section 4.5.3.2.6: 10 minutes). */
  uncertainRetryAfterMs: number;
}
