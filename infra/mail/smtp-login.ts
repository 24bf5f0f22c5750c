import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SENDER } from './sender-dialogue.ts';
import { replyCode, type SmtpServer } from './smtp-server.ts';
import { dialogueOf, TOKEN_MECHANISMS } from './token-dialogues.ts';

/** What nodemailer can do with a user and a password, in the order in which it is tried. */
const MECHANISMS = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const;

/** What of a nodemailer error counts: the server's answer, where there was one. */
export type LoginError = Error & { response?: string; command?: string };

/** Told where a server knows no way to log in by a token. */
export const NO_TOKEN_LOGIN = 'no login by a token is offered';

/** How a login ended; the error of the try that tells most. */
export type LoginResult = { ok: true } | { ok: false; error: LoginError };

/**
 * Logs in by the mechanisms that the server offers, in the order PLAIN, LOGIN, CRAM-MD5 and each at most once: what it
 * announces it may still not know, or not let this user use. A 4xx or a lost connection is no reason to try another.
 */
export async function logIn(connection: SMTPConnection, server: SmtpServer): Promise<LoginResult> {
  if (server.accessToken) return logInByToken(connection, server.user ?? '', server.accessToken);
  const auth = { user: server.user ?? '', pass: server.password ?? '' };
  const offered = offeredMechanisms(connection, MECHANISMS);
  let told: LoginError | null = null;
  for (const method of offered.length > 0 ? offered : ['PLAIN']) {
    const error = await dialogue(connection, { ...auth, method });
    if (error === null) return { ok: true };
    // The password was asked for and is wrong: that tells more than a way which is closed, or a connection cut behind it.
    if (told === null || (error.response !== undefined && !isWrongPassword(told))) told = error;
    const code = replyCode(error.response);
    if (code === null || code < 500 || connection.destroyed) break;
  }
  return { ok: false, error: told! };
}

/** By a token (I6), in one way: a server that refuses the token refuses it in every other too. */
async function logInByToken(
  connection: SMTPConnection,
  user: string,
  accessToken: string,
): Promise<LoginResult> {
  const [method] = offeredMechanisms(connection, TOKEN_MECHANISMS);
  if (method === undefined) return { ok: false, error: new Error(NO_TOKEN_LOGIN) };
  const own = { user, pass: accessToken, method: dialogueOf(method) };
  const error = await dialogue(connection, own);
  return error === null ? { ok: true } : { ok: false, error };
}

/** Those of these mechanisms that an EHLO reply names, in their order. Some servers write `AUTH=` for old clients. */
function offeredMechanisms<Known extends string>(
  connection: SMTPConnection,
  known: readonly Known[],
): Known[] {
  const greeting = connection.lastServerResponse || '';
  const offered = [...greeting.matchAll(/^250[ -]AUTH[ =](.*)$/gim)].flatMap(([, names]) =>
    names!
      .toUpperCase()
      .trim()
      .split(/[\s=]+/),
  );
  return known.filter((mechanism) => offered.includes(mechanism));
}

/** Asks whether mail may leave from an address: MAIL and RSET. Null: it may. */
export function askSender(connection: SMTPConnection, from: string): Promise<LoginError | null> {
  return dialogue(connection, { user: from, pass: '', method: SENDER });
}

function isWrongPassword({ response }: LoginError): boolean {
  return replyCode(response) === 535;
}

function dialogue(
  connection: SMTPConnection,
  { user, pass, method }: { user: string; pass: string; method: string },
): Promise<LoginError | null> {
  return new Promise((resolve) => {
    // A server that hangs up instead of answering leaves the callback uncalled.
    const gone = (error: Error = new Error('the server closed the connection')): void => settle(error);
    const settle = (error: LoginError | null): void => {
      connection.removeListener('error', gone);
      connection.removeListener('end', gone);
      resolve(error);
    };
    connection.once('error', gone);
    connection.once('end', gone);
    connection.login({ type: 'custom', user, pass, method }, (error) => settle(error ?? null));
  });
}
