import type { Actor } from '../../contracts/actor.ts';
import { probeAtAfter } from '../../domain/sending/retry.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { CommandDeps } from '../deps.ts';
import { attempt } from '../wakes.ts';
import { releaseMailbox } from './release-mailbox.ts';
import { tryMailbox } from './server-of.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Tries a mailbox for real (M1), outside of any transaction, and notes the result: `working`, and what waited for it leaves
 * at once, or `failing` with the words of the server; one that a person has to sign in (I6) stays `reconnect`. The server that
 * it receives from is tried too, and says so by itself.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when the mailbox was changed while its server was tried
 */
export async function verifyMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId }: { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes } = deps.store;
  const before = found(await mailboxes.find(deps.db, actor, mailboxId), 'mailbox');
  const result = await tryMailbox(deps, before);
  // What ended its sign-in has said so of it: it is not tried before a person does.
  if (!result.ok && result.needsSignIn)
    return found(await mailboxes.find(deps.db, actor, mailboxId), 'mailbox');
  await deps.hooks.receiving.verify(deps, mailboxId);
  const verified = await runCommand(deps, actor, async (tx, now) => {
    const failure = result.ok ? null : result.reply;
    const after = await mailboxes.saveVerification(tx, {
      mailboxId,
      version: before.version,
      failure,
      retryAt: probeAtAfter(1, now),
      now,
    });
    if (!after) throw new ProblemError('conflict', 'The mailbox was changed meanwhile; verify it again.');
    await recordChange(deps, tx, mailboxChanges.verified, {
      actor,
      now,
      entityId: mailboxId,
      before,
      after,
    });
    return after;
  });
  // What waited for it leaves at once.
  if (result.ok && before.status !== 'working') await attempt(releaseMailbox(deps, mailboxId));
  return verified;
}
