import type { RecipientKind } from '../../contracts/sending/kinds.ts';
import type { SendingMailbox } from '../../domain/sending/send-facts.ts';
import { composeMail } from './compose.ts';
import type { HandOverResult } from './hand-over-result.ts';
import { handOver } from './hand-over.ts';
import type { SecretBox } from '../secrets.ts';
import type { SmtpPool } from './smtp-pool.ts';
import type { SmtpServer } from './smtp-server.ts';

/** One claimed message, ready to leave. */
export interface OutgoingMail {
  messageId: string;
  headerId: string;
  mailbox: SendingMailbox;
  recipients: { kind: RecipientKind; address: string }[];
  subject: string;
  html: string;
  text: string;
  inReplyTo: string | null;
  references: string[];
  unsubscribeUrl: string;
  /** Business time, epoch milliseconds: the Date header. */
  date: number;
}

/** The way out to mail servers. */
export interface Mailer {
  /** Hands a mail over, at most once; `fence` is asked when the server wants the body. */
  deliver(mail: OutgoingMail, fence: () => Promise<boolean>, signal: AbortSignal): Promise<HandOverResult>;
}

/** A mailer over SMTP connections that are kept for a moment. */
export function createMailer(options: { secrets: SecretBox; pool: SmtpPool }): Mailer {
  return {
    async deliver(mail, fence, signal) {
      const { mailbox } = mail;
      const of = (kind: RecipientKind) =>
        mail.recipients.filter((row) => row.kind === kind).map(({ address }) => ({ address }));
      const composed = await composeMail({
        messageRowId: mail.messageId,
        messageId: mail.headerId,
        date: new Date(mail.date),
        from: { address: mailbox.fromAddress, name: mailbox.fromName },
        to: of('to').length > 0 ? of('to') : of('cc'),
        cc: of('to').length > 0 ? of('cc') : [],
        bcc: of('bcc'),
        replyTo: mailbox.replyTo ? { address: mailbox.replyTo } : null,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        inReplyTo: mail.inReplyTo,
        references: mail.references,
        unsubscribeUrl: mail.unsubscribeUrl,
      });
      return handOver({
        server: serverOf(mailbox, options.secrets),
        raw: composed.raw,
        from: composed.envelope.from,
        recipients: composed.envelope.to,
        fence,
        signal,
        pool: options.pool,
      });
    },
  };
}

/** The sending half of a mailbox, with its secret opened. */
export function serverOf(
  mailbox: Pick<SendingMailbox, 'host' | 'port' | 'security' | 'user' | 'secret'>,
  secrets: SecretBox,
): SmtpServer {
  const { host, port, security, user, secret } = mailbox;
  return { host, port, security, user, password: secret === null ? null : secrets.open(secret) };
}
