import { probeAtAfter } from '../../domain/sending/retry.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';
import { releaseMailbox } from './release-mailbox.ts';
import { tryMailbox } from './server-of.ts';

/**
 * Tries a mailbox that does not work where no waiting mail does (D2): connect, log in, MAIL and RSET. One turn is taken by
 * one alone, also among several workers. When it works again, what waited leaves.
 *
 * @returns whether it works again
 */
export async function probeMailbox(deps: CommandDeps, mailboxId: string): Promise<boolean> {
  const { mailboxes, mailboxHealth } = deps.store;
  const claimedAt = await deps.now();
  const isTaken = await deps.db.$transaction((tx) =>
    mailboxHealth.takeProbe(tx, { mailboxId, domain: null, now: claimedAt }),
  );
  const before = isTaken ? await mailboxes.find(deps.db, SYSTEM, mailboxId) : null;
  if (!before) return false;
  const tried = await tryMailbox(deps, before);
  const isBack = await runCommand(deps, SYSTEM, async (tx, now) => {
    await deps.store.locks.closeGate(tx, { kind: 'mailbox', id: mailboxId });
    const mailbox = await mailboxes.find(tx, SYSTEM, mailboxId);
    // What was tried is not what stands there any more.
    if (mailbox?.version !== before.version) return false;
    if (tried.ok) return mailboxHealth.markWorking(tx, { mailboxId, now });
    const { version } = before;
    const failure = { mailboxId, version, domain: null, reason: tried.reply, claimedAt };
    await mailboxHealth.markFailing(tx, { ...failure, now, probeAtAfter });
    return false;
  });
  if (isBack) await releaseMailbox(deps, mailboxId);
  return isBack;
}
