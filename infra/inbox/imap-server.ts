import type { ImapFlowOptions } from 'imapflow';
import { MAX_MAIL_BYTES } from '../../domain/inbox/mail-sizes.ts';
import type { SmtpSecurity } from '../../contracts/sending/kinds.ts';

/** The receiving half of a mailbox. Holds a password or token: never log it, never return it. */
export interface ImapServer {
  host: string;
  port: number;
  /** `starttls`: a server that doesn't offer it is a failure, never a reason to go on in the clear. */
  security: SmtpSecurity;
  user: string | null;
  password: string | null;
  /** Of a sign-in by OAuth (I6); then the password is not used. */
  accessToken?: string | null;
  /** PEM of a private certificate authority to trust instead of the public ones. */
  certificateAuthority?: string | null;
}

/** How long a server may take, in milliseconds. */
export interface ImapTimeouts {
  /** DNS, TCP and TLS. */
  connectMs: number;
  /** From the connection to the server's greeting. */
  greetingMs: number;
  /** Silence in the middle of a session, while something was asked for. */
  silenceMs: number;
}

/** Silence beyond a round of following means that nobody is there any more. */
export const IMAP_TIMEOUTS: ImapTimeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 120_000 };

/** A line of a server: a search of a million messages, not more. */
const MAX_LINE_BYTES = 16 * 1_024 * 1_024;
/** Between a literal and what is said around it. */
const FRAMING_BYTES = 1_024 * 1_024;

/** What imapflow needs to know. It never logs, never idles by itself, and takes no more than a mail at a time. */
export function imapOptions(server: ImapServer, timeouts: ImapTimeouts): ImapFlowOptions {
  const { host, port, security, user, password, accessToken, certificateAuthority } = server;
  return {
    host,
    port,
    secure: security === 'tls',
    ...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
    ...(user !== null && {
      auth: { user, ...(accessToken ? { accessToken } : { pass: password ?? '' }) },
    }),
    tls: { minVersion: 'TLSv1.2', ...(certificateAuthority && { ca: certificateAuthority }) },
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    maxLineLength: MAX_LINE_BYTES,
    maxLiteralSize: MAX_MAIL_BYTES + FRAMING_BYTES,
    maxResponseSize: MAX_MAIL_BYTES + 2 * FRAMING_BYTES,
    clientInfo: { name: 'Followthrough' },
    disableAutoIdle: true,
    // Uncompressing what a stranger sent is work and memory that nobody needs.
    disableCompression: true,
    logger: false,
    maxLockHoldTime: false,
  };
}
