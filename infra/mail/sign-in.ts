import type { AccessTokens } from '../oauth/access-tokens.ts';
import type { SmtpServer } from './smtp-server.ts';

/** A server that can be logged in to, or why not; `needsSignIn`: a person has to sign the mailbox in (I6). */
export type SignedIn = { ok: true; server: SmtpServer } | { ok: false; reply: string; needsSignIn: boolean };

/** The server of a mailbox with its token, where it signs in by OAuth; any other as it is. */
export async function signIn(
  server: SmtpServer,
  { mailboxId, isOauth }: { mailboxId: string; isOauth: boolean },
  tokens: AccessTokens | undefined,
): Promise<SignedIn> {
  if (!isOauth) return { ok: true, server };
  if (!tokens) throw new Error('a mailbox that signs in by OAuth, where nobody does');
  const token = await tokens.accessTokenOf(mailboxId);
  switch (token.kind) {
    case 'none':
      return { ok: true, server };
    case 'reconnect':
    case 'unavailable':
      return { ok: false, reply: token.reason, needsSignIn: token.kind === 'reconnect' };
    case 'token': {
      const { user, accessToken, signInId } = token;
      const renewToken = (refused: string) => tokens.accessTokenOf(mailboxId, refused);
      return { ok: true, server: { ...server, user, password: null, accessToken, signInId, renewToken } };
    }
  }
}
