import { SYSTEM } from '../../contracts/actor.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { SmtpServer } from '../../infra/mail/smtp-server.ts';
import type { CommandDeps } from '../deps.ts';

/** The sending half of a mailbox with its password opened: never log it, never return it. */
export async function serverOf(
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
