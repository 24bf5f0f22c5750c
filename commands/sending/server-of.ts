import { SYSTEM } from '../../contracts/actor.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { SmtpServer } from '../../infra/mail/smtp-server.ts';
import type { VerifyResult } from '../../infra/mail/verify-mailbox.ts';
import type { CommandDeps } from '../deps.ts';

/** The sending half of a mailbox with its password opened: never log it, never return it. */
async function serverOf(
  { db, store, secrets }: CommandDeps,
  { id, smtp }: Pick<Mailbox, 'id' | 'smtp'>,
): Promise<SmtpServer> {
  const secret = await store.mailboxes.findSmtpSecret(db, SYSTEM, id);
  const { host, port, security, user, clientName, certificateAuthority } = smtp;
  return {
    host,
    port,
    security,
    user,
    password: secret === null ? null : secrets.open(secret),
    clientName,
    certificateAuthority,
  };
}

/** Tries a mailbox for real (M1), by its password or by a token. Never call it inside a transaction. */
export async function tryMailbox(deps: CommandDeps, mailbox: Mailbox): Promise<VerifyResult> {
  const server = await serverOf(deps, mailbox);
  if (mailbox.oauth === null) return deps.verifyMailbox(server, mailbox.fromAddress);
  const { tokens } = deps;
  const token = await tokens?.accessTokenOf(mailbox.id);
  if (!tokens || !token || token.kind === 'none')
    return { ok: false, reply: 'Nobody signs in by OAuth here.' };
  if (token.kind !== 'token')
    return { ok: false, reply: token.reason, needsSignIn: token.kind === 'reconnect' };
  const { user, accessToken, signInId } = token;
  const renewToken = (refused: string) => tokens.accessTokenOf(mailbox.id, refused);
  return deps.verifyMailbox({ ...server, user, accessToken, signInId, renewToken }, mailbox.fromAddress);
}
