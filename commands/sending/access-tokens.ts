import { setTimeout as wait } from 'node:timers/promises';
import { tokenTimes } from '../../domain/sending/ready-providers.ts';
import type { SignIn } from '../../infra/db/sending/sign-ins.ts';
import type { AccessToken, AccessTokens } from '../../infra/oauth/access-tokens.ts';
import type { OauthClient } from '../../infra/oauth/oauth-client.ts';
import type { CommandDeps } from '../deps.ts';
import { oauthServerOf } from './oauth-server-of.ts';

/** What giving out tokens needs. */
export type TokenDeps = Pick<CommandDeps, 'db' | 'store' | 'secrets' | 'links' | 'now'> & {
  oauth: OauthClient;
};

/** A token that expires sooner would not live until it is used. */
const LEAST_LIFE_MS = 30_000;
/** Who has to wait until somebody else has renewed a token looks so often, and so many times: for longer than that may take. */
const LOOK_MS = 100;
const MOST_LOOKS = 450;

const NEVER = 'Nobody has signed this mailbox in yet.';
const NO_RENEWAL =
  'The sign-in has expired, and the provider gave no way to renew it: its scopes may lack offline access.';
const GONE = 'The provider of this mailbox is not there any more.';

/**
 * Gives out the tokens of mailboxes (I6). Before one expires it is renewed by one alone, among all calls and all workers: a
 * provider that gives a new way to renew each time would take two who use the old one for thieves. A provider that is
 * not there for a while costs nothing as long as the token lives.
 */
export function createAccessTokens(deps: TokenDeps): AccessTokens {
  /** Calls of this process for one mailbox ask together. */
  const renewing = new Map<string, Promise<AccessToken | null>>();
  const renewOnce = (mailboxId: string, signIn: SignIn): Promise<AccessToken | null> => {
    const known = renewing.get(mailboxId);
    if (known) return known;
    const begun = renew(deps, mailboxId, signIn).finally(() => renewing.delete(mailboxId));
    renewing.set(mailboxId, begun);
    return begun;
  };

  return {
    async accessTokenOf(mailboxId, refused) {
      for (let looks = 0; ; looks += 1) {
        const now = await deps.now();
        const signIn = await deps.store.signIns.read(deps.db, mailboxId);
        if (!signIn) return { kind: 'none' };
        if (signIn.status !== 'connected' || signIn.accessToken === null)
          return needsSignIn(deps, mailboxId, { signIn, reason: signIn.statusReason ?? NEVER, now });
        const accessToken = deps.secrets.open(signIn.accessToken);
        const { refreshAt, expiresAt } = signIn;
        const present = tokenOf(mailboxId, signIn, accessToken);
        const isRefused = accessToken === refused;
        if (!isRefused && now < refreshAt) return present;
        const isUsable = !isRefused && now < expiresAt - LEAST_LIFE_MS;
        const renewed = await renewOnce(mailboxId, signIn);
        if (renewed?.kind === 'unavailable' && isUsable) return present;
        if (renewed && !(renewed.kind === 'token' && renewed.accessToken === refused)) return renewed;
        if (isUsable) return present;
        if (looks === MOST_LOOKS)
          return { kind: 'unavailable', reason: 'The sign-in is being renewed, which takes unusually long.' };
        await wait(LOOK_MS);
      }
    },
  };
}

const tokenOf = (
  mailboxId: string,
  { user, connectedAt }: SignIn,
  accessToken: string,
): Extract<AccessToken, { kind: 'token' }> => ({
  kind: 'token',
  user,
  accessToken,
  signInId: `${mailboxId}/${connectedAt}`,
});

/** Marks the mailbox where that is not known of it yet. */
async function needsSignIn(
  { db, store }: TokenDeps,
  mailboxId: string,
  { signIn, reason, now }: { signIn: SignIn; reason: string; now: number },
): Promise<AccessToken> {
  const { version, mailboxStatus } = signIn;
  if (mailboxStatus !== 'reconnect')
    await store.signIns.markReconnect(db, { mailboxId, version, reason, now });
  return { kind: 'reconnect', reason };
}

/** Renews the token of a mailbox. Null: somebody else does, or did. */
async function renew(deps: TokenDeps, mailboxId: string, signIn: SignIn): Promise<AccessToken | null> {
  const { db, store, secrets, oauth } = deps;
  const { version, refreshToken, providerId, expiresAt } = signIn;
  const own = { mailboxId, version };
  if (refreshToken === null && (await deps.now()) < expiresAt - LEAST_LIFE_MS)
    return { kind: 'unavailable', reason: NO_RENEWAL };
  if (!(await store.signIns.takeRenewal(db, own))) return null;
  const server = await oauthServerOf(deps, db, providerId);
  const answer =
    refreshToken === null || server === null
      ? { kind: 'refused' as const, reason: server === null ? GONE : NO_RENEWAL }
      : await oauth.renew(server, secrets.open(refreshToken));
  const now = await deps.now();
  switch (answer.kind) {
    case 'tokens': {
      const { accessToken, refreshToken: next } = answer;
      const sealed = {
        accessToken: secrets.seal(accessToken),
        refreshToken: next === null ? null : secrets.seal(next),
      };
      await store.signIns.renew(db, { ...own, ...sealed, ...tokenTimes(answer.expiresIn, now) });
      return tokenOf(mailboxId, signIn, accessToken);
    }
    case 'refused':
      await store.signIns.markReconnect(db, { ...own, reason: answer.reason, now });
      return { kind: 'reconnect', reason: answer.reason };
    case 'failed':
      await store.signIns.endRenewal(db, own);
      return { kind: 'unavailable', reason: answer.reason };
  }
}
