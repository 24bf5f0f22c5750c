import type { Actor } from '../../contracts/actor.ts';
import type { CreateMailbox, Mailbox } from '../../contracts/sending/mailboxes.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { CommandDeps } from '../deps.ts';
import { findSignatureProblems } from '../../domain/sending/signature.ts';
import { findServerProblems, followingColumns, imapColumns, sealed } from './mailbox-columns.ts';
import { findUserAddressProblems, setMailboxUsers, settledUsers } from './set-mailbox-users.ts';
import { findSignInProblems, setSignIn } from './set-sign-in.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates a mailbox (M1), not verified yet. Passwords are sealed before they are stored.
 *
 * @throws ProblemError `conflict` when the name is taken, in any case
 * @throws ProblemError `validation` for a signature that no mail can leave with, for a certificate authority that is none, and
 * for users who are not active or send from no address of it
 */
export async function createMailbox(deps: CommandDeps, actor: Actor, input: CreateMailbox): Promise<Mailbox> {
  const { smtp, imap, oauth = null, users: given = [], ...settings } = input;
  const users = settledUsers({ ...settings, users: given });
  const problems = await findServerProblems(deps, { smtp, imap });
  refuseInvalid([
    ...findSignatureProblems(settings),
    ...problems,
    ...findSignInProblems({ oauth, smtp, imap }),
    ...findUserAddressProblems({ ...settings, aliases: settings.aliases ?? [], users }, true),
  ]);
  const { mailboxes } = deps.store;
  const mailbox = await runCommand(deps, actor, async (tx, now) => {
    if (await mailboxes.isNameTaken(tx, input.name, null)) throw mailboxNameTaken();
    const mailboxId = deps.newId('mailbox');
    const made = await mailboxes.insert(tx, {
      ...settings,
      id: mailboxId,
      minIntervalSeconds: settings.minIntervalSeconds ?? 0,
      smtpHost: smtp.host,
      smtpPort: smtp.port,
      smtpSecurity: smtp.security,
      smtpUser: smtp.user ?? null,
      smtpSecret: sealed(deps, smtp.password),
      smtpClientName: smtp.clientName ?? null,
      smtpAuthority: smtp.certificateAuthority ?? null,
      ...(imap && { ...imapColumns(deps, imap), ...followingColumns(now) }),
      now,
    });
    await setMailboxUsers(deps, tx, { mailboxId, users, actor, now });
    if (oauth) await setSignIn(deps, tx, { mailboxId, oauth, now });
    const isWhole = users.length === 0 && oauth === null;
    const after = isWhole ? made : found(await mailboxes.find(tx, actor, mailboxId), 'mailbox');
    await recordChange(deps, tx, mailboxChanges.created, {
      actor,
      now,
      entityId: after.id,
      after,
    });
    return after;
  });
  if (imap) await deps.hooks.receiving.changed(deps, mailbox.id);
  return mailbox;
}

/** The refusal of a name that another mailbox has. */
export function mailboxNameTaken(): ProblemError {
  return new ProblemError('conflict', 'Another mailbox has this name.', [
    { field: 'name', message: 'is taken' },
  ]);
}
