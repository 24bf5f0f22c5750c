import { closeConnection, openConnection } from './smtp-connection.ts';
import { askSender } from './smtp-login.ts';
import { SMTP_TIMEOUTS, wordsOf, type SmtpServer, type SmtpTimeouts } from './smtp-server.ts';

/** Tries whether a mailbox can send from an address, without sending; `reply` holds the words of the server. */
export type VerifyMailbox = (server: SmtpServer, from: string) => Promise<VerifyResult>;

/** Whether it can; `needsSignIn`: a person has to sign it in again (I6). */
export type VerifyResult = { ok: true } | { ok: false; reply: string; needsSignIn?: boolean };

/**
 * Tries a mailbox for real (M1, D2): connect, TLS and login as set, MAIL from its address and RSET where one is given, QUIT.
 * Sends nothing.
 *
 * @returns the server's own words where it failed, such as `535 5.7.8 Authentication failed`; never the password
 */
export async function verifyMailbox(
  server: SmtpServer,
  from: string | null = null,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<VerifyResult> {
  const limits = { ...SMTP_TIMEOUTS, ...timeouts };
  const setup = new AbortController();
  const opened = await openConnection(server, limits, setup.signal);
  if (!opened.ok) {
    const { failure } = opened;
    if (failure.kind === 'aborted') return { ok: false, reply: 'aborted' };
    const needsSignIn = failure.kind === 'mailbox_failure' && failure.needsSignIn === true;
    return { ok: false, reply: failure.reply, ...(needsSignIn && { needsSignIn }) };
  }
  const { connection } = opened;
  const timer = setTimeout(() => connection.close(), limits.connectMs);
  const refusal = from === null ? null : await askSender(connection, from);
  clearTimeout(timer);
  await closeConnection(connection);
  return refusal === null ? { ok: true } : { ok: false, reply: wordsOf(refusal, server) };
}
