import type { Actor, Viewer } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { MailboxAuthorization } from '../../contracts/sending/oauth-providers.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { oauthServerOf } from './oauth-server-of.ts';

/** A person signs in within this time. */
const FLOW_MS = 10 * 60_000;

/**
 * Begins to sign a mailbox in (I6): where its person has to go. The way back is good for ten minutes, once, for this mailbox
 * and in the name of who asked; what is kept of it is worth nothing to whoever reads the database.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `forbidden` for somebody who neither manages mailboxes nor owns this one
 * @throws ProblemError `conflict` for one that signs in by password, or is retired
 */
export async function authorizeMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId }: { mailboxId: string },
): Promise<MailboxAuthorization> {
  const { store, secrets, hash, oauth } = deps;
  const mailbox = found(await store.mailboxes.find(deps.db, actor, mailboxId), 'mailbox');
  if (!maySignIn(actor, mailbox))
    throw new ProblemError(
      'forbidden',
      'The permission mailboxes.manage is needed, or the mailbox to be yours.',
    );
  if (mailbox.oauth === null)
    throw new ProblemError(
      'conflict',
      'The mailbox signs in by password: name an OAuth provider for it first.',
    );
  if (mailbox.retiredAt !== null) throw new ProblemError('conflict', 'The mailbox is retired.');
  const { providerId } = mailbox.oauth;
  const server = await oauthServerOf(deps, deps.db, providerId);
  if (!server || !oauth) throw new ProblemError('conflict', 'The OAuth provider is not there any more.');
  const { url, state, verifier } = await oauth.begin(server);
  return runCommand(deps, actor, async (tx, now) => {
    const expiresAt = now + FLOW_MS;
    await store.oauthFlows.insert(tx, {
      stateHash: hash(state),
      mailboxId,
      providerId,
      userId: actor.userId,
      verifier: secrets.seal(verifier),
      expiresAt,
      now,
    });
    return { url, expiresAt: new Date(expiresAt).toISOString() };
  });
}

/** Whether somebody may sign a mailbox in: who manages mailboxes, and whoever it belongs to, since only they can. */
export function maySignIn({ userId, permissions }: Viewer, { users }: Pick<Mailbox, 'users'>): boolean {
  return permissions.includes('mailboxes.manage') || users.some((user) => user.userId === userId);
}
