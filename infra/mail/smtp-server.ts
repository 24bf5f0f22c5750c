import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { SmtpSecurity } from '../../contracts/sending/kinds.ts';
import { connectionWords } from './connection-words.ts';
import { SENDER_DIALOGUE } from './sender-dialogue.ts';

/** The sending half of a mailbox. Holds a password: never log it, never return it. */
export type SmtpServer = {
  host: string;
  port: number;
  /** `starttls`: a server that doesn't offer it is a failure, never a reason to go on in the clear. */
  security: SmtpSecurity;
  /** Null: no login. */
  user: string | null;
  password: string | null;
  /** PEM of a private certificate authority to trust instead of the public ones. */
  certificateAuthority?: string | null;
  /** The name to greet with (EHLO); default: this machine's. */
  clientName?: string | null;
};

/** How long each phase of a hand-over may take, in milliseconds. */
export type SmtpTimeouts = {
  /** DNS, TCP and TLS. */
  connectMs: number;
  /** From the connection to the server's greeting. */
  greetingMs: number;
  /** Everything before the body: waiting for a connection, connecting, login, MAIL, RCPT, the 354. */
  beforeBodyMs: number;
  /** The fence. */
  fenceMs: number;
  /** The body and the reply to its final dot. */
  finalReplyMs: number;
  /** The whole hand-over; cuts `finalReplyMs` short when the phases before took long. */
  totalMs: number;
};

/**
 * RFC 5321, section 4.5.3.2, asks for 5 minutes a command and 10 for the reply to the final dot. The total stays below
 * the 12 minutes an activity has, so that an outcome is always known before the next attempt begins.
 */
export const SMTP_TIMEOUTS: SmtpTimeouts = {
  connectMs: 30_000,
  greetingMs: 30_000,
  beforeBodyMs: 300_000,
  fenceMs: 30_000,
  finalReplyMs: 600_000,
  totalMs: 675_000,
};

/** What nodemailer needs to know to connect; credentials are given at login. */
export function connectionOptions(server: SmtpServer, timeouts: SmtpTimeouts): SMTPConnectionOptions {
  return {
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.clientName ? { name: server.clientName } : {}),
    tls: {
      minVersion: 'TLSv1.2',
      ...(server.certificateAuthority ? { ca: server.certificateAuthority } : {}),
    },
    // nodemailer counts the greeting into the time to connect.
    connectionTimeout: timeouts.connectMs + timeouts.greetingMs,
    greetingTimeout: timeouts.greetingMs,
    dnsTimeout: timeouts.connectMs,
    // Our own timers know the phase; a silent socket doesn't.
    socketTimeout: timeouts.totalMs + timeouts.connectMs,
    // A closed connection is closed: no rest of anything is flushed behind our back.
    socketCloseTimeout: 0,
    customAuth: SENDER_DIALOGUE,
    logger: false,
  };
}

const MAX_REPLY_CHARACTERS = 1_000;

/** The server's words, or words for people where it said nothing; without the password, should a server repeat it. */
export function wordsOf(error: unknown, server: SmtpServer): string {
  const { response } = error as { response?: unknown };
  const words = typeof response === 'string' && response !== '' ? response : connectionWords(error, server);
  return withoutSecrets(words, server).slice(0, MAX_REPLY_CHARACTERS);
}

/** Text that may be stored and shown: the password is blanked in every form in which it goes over the wire. */
export function withoutSecrets(
  text: string,
  { user, password }: Pick<SmtpServer, 'user' | 'password'>,
): string {
  if (!password) return text;
  const encoded = [password, `\0${user ?? ''}\0${password}`].map((secret) =>
    Buffer.from(secret).toString('base64'),
  );
  return [password, ...encoded].reduce((left, secret) => left.replaceAll(secret, '***'), text);
}

/** The three digits a reply begins with, or null when the server said nothing. */
export function replyCode(response: unknown): number | null {
  const digits = typeof response === 'string' ? /^[2-5]\d\d(?=[ -]|$)/.exec(response) : null;
  return digits ? Number(digits[0]) : null;
}
