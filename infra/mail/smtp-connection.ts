import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { logIn } from './smtp-login.ts';
import { connectionOptions, replyCode, wordsOf, type SmtpServer, type SmtpTimeouts } from './smtp-server.ts';

const RESET_TIMEOUT_MS = 10_000;

/** Why there is no connection to send over. Nothing of any message has left. */
export type OpenFailure =
  /**
   * The mailbox cannot be used: no connection, TLS, login. `reply` is the server's or the network's words. `needsSignIn`: a
   * person has to sign it in again (I6).
   */
  | { kind: 'mailbox_failure'; reply: string; isLoginRefused?: boolean; needsSignIn?: boolean }
  /** The server is there and asks to come again: a 4xx instead of the greeting or to EHLO. */
  | { kind: 'temporary'; code: number; reply: string }
  | { kind: 'aborted' };

/** A connection that is greeted, encrypted as set, and logged in. */
export type OpenedConnection = { ok: true; connection: SMTPConnection } | { ok: false; failure: OpenFailure };

/**
 * Connects, upgrades to TLS and logs in, as the mailbox is set. A token that the server refuses is renewed once: it may have
 * been taken back before its time. Never rejects.
 */
export async function openConnection(
  server: SmtpServer,
  timeouts: SmtpTimeouts,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  const opened = await openOnce(server, timeouts, signal);
  const { accessToken, renewToken } = server;
  if (opened.ok || opened.failure.kind !== 'mailbox_failure' || !opened.failure.isLoginRefused) return opened;
  if (!accessToken || !renewToken) return opened;
  const renewed = await renewToken(accessToken).catch(() => null);
  if (renewed?.kind === 'reconnect')
    return { ok: false, failure: { kind: 'mailbox_failure', reply: renewed.reason, needsSignIn: true } };
  if (renewed?.kind !== 'token') return opened;
  return openOnce({ ...server, accessToken: renewed.accessToken }, timeouts, signal);
}

function openOnce(
  server: SmtpServer,
  timeouts: SmtpTimeouts,
  signal: AbortSignal,
): Promise<OpenedConnection> {
  return new Promise((resolve) => {
    const connection = new SMTPConnection(connectionOptions(server, timeouts));
    let isLoggingIn = false;
    let isSettled = false;
    const settle = (result: OpenedConnection): void => {
      // Closing emits 'end', which must not hide the reason.
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      if (!result.ok) connection.close();
      resolve(result);
    };
    // While it logs in, the login says what went wrong.
    const fail = (error: unknown): void => {
      if (!isLoggingIn) settle({ ok: false, failure: failureOf(error, server) });
    };
    const abort = (): void => settle({ ok: false, failure: { kind: 'aborted' } });
    const setupMs = timeouts.connectMs + timeouts.greetingMs;
    const timer = setTimeout(() => {
      const reply = wordsOf(new Error(`no session within ${setupMs} ms`), server);
      settle({ ok: false, failure: { kind: 'mailbox_failure', reply } });
    }, setupMs);
    // Stays for the life of the connection: an 'error' nobody listens to would end the process.
    connection.on('error', fail);
    connection.once('end', () => fail(new Error('the server closed the connection')));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    connection.connect((error) => {
      if (error) return fail(error);
      if (server.user === null) return settle({ ok: true, connection });
      isLoggingIn = true;
      void logIn(connection, server).then((login) => {
        isLoggingIn = false;
        if (login.ok) return settle({ ok: true, connection });
        const isLoginRefused = replyCode(login.error.response) === 535;
        const reply = wordsOf(login.error, server);
        settle({ ok: false, failure: { kind: 'mailbox_failure', reply, isLoginRefused } });
      });
    });
  });
}

/** Says QUIT and closes; after `graceMs` without an answer it just closes. */
export function closeConnection(connection: SMTPConnection, graceMs = 2_000): Promise<void> {
  return new Promise((resolve) => {
    if (connection.destroyed) return resolve();
    const timer = setTimeout(() => connection.close(), graceMs);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.quit();
  });
}

/** RSET, so that nothing of one message can reach the next; false when the session cannot be used again. */
export function resetConnection(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isReset: boolean): void => {
      clearTimeout(timer);
      connection.removeListener('end', fail);
      if (!isReset) connection.close();
      resolve(isReset && !connection.destroyed);
    };
    const fail = (): void => settle(false);
    const timer = setTimeout(fail, RESET_TIMEOUT_MS);
    connection.once('end', fail);
    connection.reset((error) => settle(!error));
  });
}

function failureOf(error: unknown, server: SmtpServer): OpenFailure {
  const { response, command } = error as { response?: unknown; command?: unknown };
  const code = replyCode(response);
  const reply = wordsOf(error, server);
  const isAskedToComeAgain = code !== null && code >= 400 && code < 500 && command !== 'STARTTLS';
  return isAskedToComeAgain ? { kind: 'temporary', code, reply } : { kind: 'mailbox_failure', reply };
}
