import type { RecipientKind } from '../../contracts/sending/kinds.ts';
import type { SendingMailbox } from '../../domain/sending/send-facts.ts';
import { withTrackedLinks } from '../../domain/sending/tracked-links.ts';
import { composeMail } from './compose.ts';
import type { HandOverResult } from './hand-over-result.ts';
import { handOver } from './hand-over.ts';
import { copyName } from './links.ts';
import type { AccessTokens } from '../oauth/access-tokens.ts';
import type { SecretBox } from '../secrets.ts';
import type { SmtpPool } from './smtp-pool.ts';
import { signIn } from './sign-in.ts';
import type { SmtpServer } from './smtp-server.ts';

/** One recipient of a message: 1 is the main one, the others get copies (M5). */
export interface OutgoingRecipient {
  n: number;
  kind: RecipientKind;
  address: string;
  /** The link of this copy: what its reader chooses concerns nobody else. Null: one of our own people, who has none. */
  unsubscribeUrl: string | null;
  /** The same by mail; null: its mailbox names no address for it. */
  unsubscribeMailto: string | null;
  /** Where the links of this copy lead, each by what it was, and its picture; null: nothing is tracked (T1). */
  tracked: { clickUrls: Record<string, string>; pixelUrl: string | null } | null;
}

/** One claimed message, ready to leave. */
export interface OutgoingMail {
  messageId: string;
  headerId: string;
  mailbox: SendingMailbox;
  /** Everybody it goes to, the main recipient first. */
  recipients: OutgoingRecipient[];
  subject: string;
  /** With the link of the main recipient. */
  html: string;
  text: string;
  inReplyTo: string | null;
  references: string[];
  /** Business time, epoch milliseconds: the Date header. */
  date: number;
}

/** What is asked and told while copies leave. `n` names the recipient. */
export interface CopyEvents {
  /** At the last moment at which nothing of the copy has left. */
  fence: (n: number) => Promise<boolean>;
  /** How it ended; whether the next one may follow. */
  settle: (n: number, result: HandOverResult) => Promise<'next' | 'stop'>;
  /** Others are on their way in the same worker slot. */
  isOneOfMany?: boolean;
}

/** The way out to mail servers. */
export interface Mailer {
  /** Hands copies of a mail over, each at most once, in the order of `copies`, over one connection. */
  deliver(mail: OutgoingMail, copies: readonly number[], on: CopyEvents, signal: AbortSignal): Promise<void>;
}

/** A mailer over SMTP connections that are kept for a moment. */
export function createMailer(options: {
  secrets: SecretBox;
  pool: SmtpPool;
  tokens?: AccessTokens | undefined;
}): Mailer {
  return {
    async deliver(mail, copies, on, signal) {
      const signedIn = await signIn(serverOf(mail.mailbox, options.secrets), mail.mailbox, options.tokens);
      if (!signedIn.ok) {
        const { reply, needsSignIn } = signedIn;
        // The first one ends it for all: nothing of the others was begun.
        await on.settle(copies[0]!, { kind: 'mailbox_failure', reply, ...(needsSignIn && { needsSignIn }) });
        return;
      }
      await handOver({
        server: signedIn.server,
        from: mail.mailbox.envelopeFrom,
        copies: copies.map((n) => ({
          recipient: recipientOf(mail, n).address,
          raw: () => composeCopy(mail, n),
          fence: () => on.fence(n),
          settle: (result) => on.settle(n, result),
        })),
        signal,
        isOneOfMany: on.isOneOfMany ?? false,
        pool: options.pool,
      });
    },
  };
}

/**
 * One recipient's copy as MIME: the same message with the same Message-ID, To and Cc, and a link of its own. The link of
 * the main recipient is signed and so stands nowhere but where it was put. The words that are kept are those without tracking.
 */
async function composeCopy(mail: OutgoingMail, n: number): Promise<Buffer> {
  const { mailbox, messageId } = mail;
  const main = recipientOf(mail, 1).unsubscribeUrl;
  const { unsubscribeUrl, unsubscribeMailto, tracked } = recipientOf(mail, n);
  const links = tracked && { ...tracked, clickUrls: new Map(Object.entries(tracked.clickUrls)) };
  const { html, text } = links ? withTrackedLinks(mail, links) : mail;
  const own = (words: string): string =>
    main === null || unsubscribeUrl === null ? words : words.replaceAll(main, unsubscribeUrl);
  const of = (kind: RecipientKind) =>
    mail.recipients.filter((row) => row.kind === kind).map(({ address }) => ({ address }));
  return composeMail({
    messageRowId: copyName({ messageId, n }),
    messageId: mail.headerId,
    date: new Date(mail.date),
    from: { address: mailbox.fromAddress, name: mailbox.fromName },
    to: of('to'),
    cc: of('cc'),
    replyTo: mailbox.replyTo ? { address: mailbox.replyTo } : null,
    subject: mail.subject,
    html: own(html),
    text: own(text),
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    unsubscribeUrl,
    unsubscribeMailto,
  });
}

function recipientOf({ recipients }: OutgoingMail, n: number): OutgoingRecipient {
  const recipient = recipients.find((row) => row.n === n);
  if (!recipient) throw new Error(`no recipient ${n}`);
  return recipient;
}

/** The sending half of a mailbox, with its secret opened. */
export function serverOf(
  mailbox: Pick<
    SendingMailbox,
    'host' | 'port' | 'security' | 'user' | 'secret' | 'clientName' | 'certificateAuthority'
  >,
  secrets: SecretBox,
): SmtpServer {
  const { secret, ...server } = mailbox;
  const { host, port, security, user, clientName, certificateAuthority } = server;
  const password = secret === null ? null : secrets.open(secret);
  return { host, port, security, user, password, clientName, certificateAuthority };
}
