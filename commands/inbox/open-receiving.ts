import { ImapFailure } from '../../domain/inbox/imap-failure.ts';
import type { FollowedMailbox } from '../../infra/db/inbox/followed-mailboxes.ts';
import type { ImapServer } from '../../infra/inbox/imap-server.ts';
import type { ImapSession, OpenImap } from '../../infra/inbox/imap-session.ts';
import type { CommandDeps } from '../deps.ts';

type Deps = Pick<CommandDeps, 'secrets' | 'tokens' | 'openImap'>;

/**
 * Signs in to the server that a mailbox receives from: by its password, or by the token of its sign-in by OAuth (I6). A token
 * that is refused is renewed once, and tried once more: it may have been taken back before its time.
 *
 * @throws ImapFailure
 */
export async function openReceiving(
  deps: Deps,
  mailbox: FollowedMailbox,
  options: Parameters<OpenImap>[1],
): Promise<ImapSession> {
  const server = await serverOf(deps, mailbox);
  try {
    return await deps.openImap(server, options);
  } catch (error) {
    const isRefused = error instanceof ImapFailure && error.kind === 'login';
    if (!server.accessToken || !isRefused) throw error;
    return deps.openImap(await serverOf(deps, mailbox, server.accessToken), options);
  }
}

/** Holds a password or token: never log it, never return it. @param refused a token that was just refused */
async function serverOf(
  { secrets, tokens }: Deps,
  { id, imap, secret }: FollowedMailbox,
  refused?: string,
): Promise<ImapServer> {
  const token = (await tokens?.accessTokenOf(id, refused)) ?? { kind: 'none' };
  switch (token.kind) {
    case 'none':
      return { ...imap, password: secret === null ? null : secrets.open(secret), accessToken: null };
    case 'token':
      return { ...imap, user: imap.user ?? token.user, password: null, accessToken: token.accessToken };
    case 'reconnect':
      throw new ImapFailure('sign_in', token.reason);
    case 'unavailable':
      throw new ImapFailure('connection', token.reason);
  }
}
