import { closeConnection, openConnection } from './smtp-connection.ts';
import { SMTP_TIMEOUTS, type SmtpServer, type SmtpTimeouts } from './smtp-server.ts';

/**
 * Tries a mailbox for real (M1): connect, TLS and login as set, QUIT. Sends nothing.
 *
 * @returns the server's own words where it failed, such as `535 5.7.8 Authentication failed`; never the password
 */
export async function verifyMailbox(
  server: SmtpServer,
  timeouts: Partial<SmtpTimeouts> = {},
): Promise<{ ok: true } | { ok: false; reply: string }> {
  const opened = await openConnection(
    server,
    { ...SMTP_TIMEOUTS, ...timeouts },
    new AbortController().signal,
  );
  if (opened.ok) {
    await closeConnection(opened.connection);
    return { ok: true };
  }
  return { ok: false, reply: opened.failure.kind === 'aborted' ? 'aborted' : opened.failure.reply };
}
