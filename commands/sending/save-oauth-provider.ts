import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { oauthProviderChanges } from '../../contracts/sending/changes.ts';
import type {
  CreateOauthProvider,
  OauthProvider,
  UpdateOauthProvider,
} from '../../contracts/sending/oauth-providers.ts';
import { readyProvider } from '../../domain/sending/ready-providers.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { StoredProvider } from '../../infra/db/sending/oauth-providers.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { sealed } from './mailbox-columns.ts';

/** A provider as it is shown: with where it sends people back to. */
export const shownProvider = ({ links }: CommandDeps, provider: StoredProvider): OauthProvider => ({
  ...provider,
  redirectUri: links.oauthCallbackUrl,
});

/**
 * Names who signs mailboxes in (I6); the ready-made ones know their endpoints. The secret is sealed before it is stored.
 *
 * @throws ProblemError `conflict` when the name is taken, in any case
 * @throws ProblemError `validation` for a scope whose answer can only be checked against an issuer, and there is none
 */
export function createOauthProvider(
  deps: CommandDeps,
  actor: Actor,
  { tenant, ...input }: CreateOauthProvider,
): Promise<OauthProvider> {
  const ready = readyProvider(input.kind, tenant);
  const columns = {
    name: input.name,
    kind: input.kind,
    clientId: input.clientId,
    clientSecret: sealed(deps, input.clientSecret),
    clientAuth: input.clientAuth ?? 'post',
    issuer: input.issuer === undefined ? (ready?.issuer ?? null) : input.issuer,
    authorizationEndpoint: input.authorizationEndpoint ?? ready?.authorizationEndpoint ?? '',
    tokenEndpoint: input.tokenEndpoint ?? ready?.tokenEndpoint ?? '',
    scopes: input.scopes ?? ready?.scopes ?? [],
  };
  refuseUncheckable(columns);
  return runCommand(deps, actor, async (tx, now) => {
    await refuseTaken(deps, tx, input.name, null);
    const id = deps.newId('oauthProvider');
    const after = await deps.store.oauthProviders.insert(tx, { ...columns, id, now });
    await recordChange(deps, tx, oauthProviderChanges.created, { actor, now, entityId: id, after });
    return shownProvider(deps, after);
  });
}

/**
 * Changes a provider. Neither its secret nor what renews the sign-ins of mailboxes ever goes to another server: another
 * token endpoint or client needs the secret again, and the mailboxes have to be signed in anew.
 *
 * @throws ProblemError `not_found`; `conflict` and `validation` as for creating, and for a secret that has to come again
 */
export function updateOauthProvider(
  deps: CommandDeps,
  actor: Actor,
  { providerId, clientSecret, ...change }: UpdateOauthProvider & { providerId: string },
): Promise<OauthProvider> {
  const { oauthProviders, oauthFlows, signIns } = deps.store;
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockProvider(deps, tx, actor, providerId);
    const next = { ...before, ...change };
    refuseUncheckable(next);
    const goesElsewhere = next.tokenEndpoint !== before.tokenEndpoint || next.clientId !== before.clientId;
    if (goesElsewhere && before.hasClientSecret && clientSecret === undefined)
      refuseInvalid([
        { field: 'clientSecret', message: 'is needed again when the token endpoint or the client change' },
      ]);
    if (change.name !== undefined) await refuseTaken(deps, tx, change.name, providerId);
    const secret = clientSecret === undefined ? {} : { clientSecret: sealed(deps, clientSecret) };
    const after = await oauthProviders.update(tx, providerId, { ...change, ...secret, now });
    // What was begun at one server is no code for another.
    if (goesElsewhere || next.authorizationEndpoint !== before.authorizationEndpoint)
      await oauthFlows.forgetOf(tx, providerId);
    if (goesElsewhere)
      for (const { mailboxId, version, isConnected } of await signIns.listOf(tx, providerId))
        if (isConnected)
          await signIns.markReconnect(tx, { mailboxId, version, reason: PROVIDER_CHANGED, now });
    const said = { actor, now, entityId: providerId, before, after };
    await recordChange(deps, tx, oauthProviderChanges.updated, said);
    return shownProvider(deps, after);
  });
}

const PROVIDER_CHANGED = 'The provider was changed: sign the mailbox in again.';

/**
 * Removes a provider that no mailbox uses.
 *
 * @throws ProblemError `not_found`, or `conflict` with the names of mailboxes that use it
 */
export function removeOauthProvider(
  deps: CommandDeps,
  actor: Actor,
  { providerId }: { providerId: string },
): Promise<void> {
  return runCommand(deps, actor, async (tx, now) => {
    const before = await lockProvider(deps, tx, actor, providerId);
    const users = await deps.store.oauthProviders.remove(tx, providerId);
    if (users.length > 0)
      throw new ProblemError('conflict', `It signs mailboxes in: ${users.join(', ')}. Change those first.`);
    await recordChange(deps, tx, oauthProviderChanges.removed, { actor, now, entityId: providerId, before });
  });
}

async function lockProvider(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  providerId: string,
): Promise<StoredProvider> {
  await store.oauthProviders.lock(tx, providerId);
  return found(await store.oauthProviders.find(tx, actor, providerId), 'OAuth provider');
}

/** With `openid` comes an ID token, which only the name of its issuer makes worth anything. */
function refuseUncheckable({ scopes, issuer }: { scopes: readonly string[]; issuer: string | null }): void {
  if (scopes.includes('openid') && issuer === null)
    refuseInvalid([{ field: 'issuer', message: 'is needed where the scopes hold openid' }]);
}

async function refuseTaken(
  { store }: CommandDeps,
  tx: Tx,
  name: string,
  exceptId: string | null,
): Promise<void> {
  if (!(await store.oauthProviders.isNameTaken(tx, name, exceptId))) return;
  throw new ProblemError('conflict', 'Another OAuth provider has this name.', [
    { field: 'name', message: 'is taken' },
  ]);
}
