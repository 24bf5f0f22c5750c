import { type Actor, SYSTEM } from '../../contracts/actor.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import { tokenTimes } from '../../domain/sending/ready-providers.ts';
import type { OauthFlow } from '../../infra/db/sending/oauth-flows.ts';
import type { OauthServer, Tokens } from '../../infra/oauth/oauth-client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { maySignIn } from './authorize-mailbox.ts';
import { oauthServerOf } from './oauth-server-of.ts';
import { verifyMailbox } from './verify-mailbox.ts';

/**
 * How a sign-in ended. `unknown`: the way back is none of ours, is used up or too old; `changed`: the mailbox, its provider or
 * the rights of who began it were changed meanwhile; `refused`: the provider said no; `connected`: it stands, and this is how
 * the mailbox does with it; `canRenew` false: only until the token expires.
 */
export type SignInResult =
  | { kind: 'unknown' }
  | { kind: 'changed' }
  | { kind: 'refused'; reason: string; mailboxName: string }
  | { kind: 'connected'; mailbox: Mailbox; canRenew: boolean };

/**
 * Ends a sign-in that came back (I6): exchanges the code for tokens, which are sealed, and tries the mailbox for real; what
 * waited for it leaves. Each way back is good once, whatever comes of it.
 *
 * @param callback the address that was called, with everything behind its `?`
 */
export async function completeSignIn(deps: CommandDeps, callback: URL): Promise<SignInResult> {
  const { db, store, secrets, hash, oauth } = deps;
  const state = callback.searchParams.get('state');
  if (state === null || state === '' || !oauth) return { kind: 'unknown' };
  const flow = await store.oauthFlows.take(db, { stateHash: hash(state), now: await deps.now() });
  if (!flow) return { kind: 'unknown' };
  const actor = await actorOf(deps, flow.userId);
  const mailbox = await store.mailboxes.find(db, SYSTEM, flow.mailboxId);
  if (!actor || !mailbox || !isStanding(actor, mailbox, flow)) return { kind: 'changed' };
  const server = await oauthServerOf(deps, db, flow.providerId);
  if (!server) return { kind: 'changed' };
  const answer = await oauth.complete(server, callback, { state, verifier: secrets.open(flow.verifier) });
  if (answer.kind !== 'tokens') return { kind: 'refused', reason: answer.reason, mailboxName: mailbox.name };
  const isConnected = await connect(deps, actor, { flow, server, tokens: answer });
  if (!isConnected) return { kind: 'changed' };
  // Also where its other server fails now.
  if (mailbox.imap !== null) await deps.hooks.receiving.changed(deps, mailbox.id);
  const tried = await verifyMailbox(deps, actor, { mailboxId: mailbox.id }).catch(() => null);
  const after = tried ?? (await store.mailboxes.find(db, SYSTEM, mailbox.id));
  if (!after) return { kind: 'changed' };
  return { kind: 'connected', mailbox: after, canRenew: answer.refreshToken !== null };
}

/** Whoever began it, with the rights of now; null: they have none any more. */
async function actorOf({ db, store }: CommandDeps, userId: string): Promise<Actor | null> {
  const user = await store.users.find(db, SYSTEM, userId);
  if (!user?.isActive) return null;
  const { role, permissions } = user;
  return { userId, role, permissions, requestId: null, idempotency: null };
}

/** Whether the mailbox is still to be signed in by this provider, and by this person. */
function isStanding(actor: Actor, mailbox: Mailbox, { providerId }: OauthFlow): boolean {
  return mailbox.oauth?.providerId === providerId && mailbox.retiredAt === null && maySignIn(actor, mailbox);
}

function isSame(asked: OauthServer, standing: OauthServer | null): boolean {
  return standing?.tokenEndpoint === asked.tokenEndpoint && standing.clientId === asked.clientId;
}

/** Stores the tokens; the mailbox is tried next, by its mail or by upkeep, should nobody come to it here. */
function connect(
  deps: CommandDeps,
  actor: Actor,
  { flow, server, tokens }: { flow: OauthFlow; server: OauthServer; tokens: Tokens },
): Promise<boolean> {
  const { store, secrets } = deps;
  const { mailboxId } = flow;
  const { accessToken, refreshToken, expiresIn } = tokens;
  return runCommand(deps, actor, async (tx, now) => {
    // Whoever found it signed out while this is written has left by then, and is let go with the others.
    await store.locks.closeGate(tx, { kind: 'mailbox', id: mailboxId });
    const before = await store.mailboxes.find(tx, SYSTEM, mailboxId);
    if (!before || !isStanding(actor, before, flow)) return false;
    // What renews them would go to another server than the one that gave them.
    await store.oauthProviders.lock(tx, flow.providerId);
    if (!isSame(server, await oauthServerOf(deps, tx, flow.providerId))) return false;
    await store.signIns.connect(tx, {
      mailboxId,
      userId: flow.userId,
      accessToken: secrets.seal(accessToken),
      refreshToken: refreshToken === null ? null : secrets.seal(refreshToken),
      ...tokenTimes(expiresIn, now),
      now,
    });
    const after = await store.mailboxes.find(tx, SYSTEM, mailboxId);
    const said = { actor, now, entityId: mailboxId, before, after };
    await recordChange(deps, tx, mailboxChanges.connected, said);
    return true;
  });
}
