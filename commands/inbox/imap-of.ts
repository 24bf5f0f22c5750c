import type { FollowedMailbox } from '../../infra/db/inbox/followed-mailboxes.ts';
import type { ImapServer } from '../../infra/inbox/imap-server.ts';
import type { CommandDeps } from '../deps.ts';

/** The receiving half of a mailbox with its password opened: never log it, never return it. */
export function imapOf({ secrets }: Pick<CommandDeps, 'secrets'>, mailbox: FollowedMailbox): ImapServer {
  const { imap, secret } = mailbox;
  return { ...imap, password: secret === null ? null : secrets.open(secret), accessToken: null };
}
