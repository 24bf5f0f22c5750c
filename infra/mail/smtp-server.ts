import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { SmtpSecurity } from '../../contracts/sending/kinds.ts';
import { connectionWords } from './connection-words.ts';
import type { AccessToken } from '../oauth/access-tokens.ts';
import { DIALOGUES } from './sender-dialogue.ts';
import { TOKEN_MECHANISMS, tokenWords } from './token-dialogues.ts';

/** The sending half of a mailbox. Holds a password or a token: never log it, never return it. */
export type SmtpServer = {
  host: string;
  port: number;
  /** `starttls`: a server that doesn't offer it is a failure, never a reason to go on in the clear. */
  security: SmtpSecurity;
  /** Null: no login. */
  user: string | null;
  password: string | null;
  /** In place of a password (I6). */
  accessToken?: string | null;
  /** Another one, where the server refuses that. */
  renewToken?: (refused: string) => Promise<AccessToken>;
  /** Of the sign-in that the token is of: connections of one never serve another. */
  signInId?: string | null;
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
  /** A copy behind another one waits for a place, with its connection in hand. */
  nextPlaceMs: number;
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
  nextPlaceMs: 5_000,
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
    customAuth: DIALOGUES,
    logger: false,
  };
}

const MAX_REPLY_CHARACTERS = 1_000;

/** The server's words, or words for people where it said nothing; without what it is signed in with, should it repeat that. */
export function wordsOf(error: unknown, server: SmtpServer): string {
  const { response } = error as { response?: unknown };
  const words = typeof response === 'string' && response !== '' ? response : connectionWords(error, server);
  return withoutSecrets(words, server).slice(0, MAX_REPLY_CHARACTERS);
}

/** Text that may be stored and shown: password and token are blanked in every form in which they go over the wire. */
export function withoutSecrets(
  text: string,
  { user, password, accessToken }: Pick<SmtpServer, 'user' | 'password' | 'accessToken'>,
): string {
  const tokens = accessToken
    ? [accessToken, ...TOKEN_MECHANISMS.map((each) => tokenWords(each, user ?? '', accessToken))]
    : [];
  return [...tokens, ...passwordForms(user, password)].reduce(
    (left, secret) => left.replaceAll(secret, '***'),
    text,
  );
}

function passwordForms(user: string | null, password: string | null): string[] {
  if (!password) return [];
  const encoded = [password, `\0${user ?? ''}\0${password}`].map((secret) =>
    Buffer.from(secret).toString('base64'),
  );
  return [password, ...encoded];
}

/** The three digits a reply begins with, or null when the server said nothing. */
export function replyCode(response: unknown): number | null {
  const digits = typeof response === 'string' ? /^[2-5]\d\d(?=[ -]|$)/.exec(response) : null;
  return digits ? Number(digits[0]) : null;
}
