import type { Actor } from '../../contracts/actor.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { SmtpServer } from '../../infra/mail/smtp-server.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/** Connects to a mail server and logs in, without sending; `reply` holds the words of the server. */
export type VerifyMailbox = (server: SmtpServer) => Promise<{ ok: true } | { ok: false; reply: string }>;

/**
 * Tries a mailbox for real (M1), outside of any transaction, and notes the result: `working`, or `failing` with the
 * words of the server.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when the mailbox was changed while its server was tried
 */
export async function verifyMailbox(
  deps: CommandDeps & { verifyMailbox: VerifyMailbox },
  actor: Actor,
  { mailboxId }: { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes } = deps.store;
  const before = found(await mailboxes.find(deps.db, actor, mailboxId), 'mailbox');
  const secret = await mailboxes.findSmtpSecret(deps.db, actor, mailboxId);
  const { host, port, security, user } = before.smtp;
  const password = secret === null ? null : deps.secrets.open(secret);
  const result = await deps.verifyMailbox({ host, port, security, user, password });
  return runCommand(deps, actor, async (tx, now) => {
    const failure = result.ok ? null : result.reply;
    const after = await mailboxes.saveVerification(tx, { mailboxId, version: before.version, failure, now });
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
}
