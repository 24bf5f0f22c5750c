import { SYSTEM } from '../../contracts/actor.ts';
import { extraParameters } from '../../domain/sending/ready-providers.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { OauthServer } from '../../infra/oauth/oauth-client.ts';
import type { CommandDeps } from '../deps.ts';

/** A provider with its secret opened: never log it, never return it. Null: there is none. */
export async function oauthServerOf(
  { store, secrets, links }: Pick<CommandDeps, 'store' | 'secrets' | 'links'>,
  db: Tx,
  providerId: string,
): Promise<OauthServer | null> {
  const provider = await store.oauthProviders.find(db, SYSTEM, providerId);
  if (!provider) return null;
  const secret = await store.oauthProviders.findSecret(db, SYSTEM, providerId);
  const { name, issuer, authorizationEndpoint, tokenEndpoint, clientId, clientAuth, scopes, kind } = provider;
  return {
    name,
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    clientId,
    clientSecret: secret === null ? null : secrets.open(secret),
    clientAuth,
    scopes,
    extra: extraParameters(kind),
    redirectUri: links.oauthCallbackUrl,
  };
}
