import type { Actor } from '../../contracts/actor.ts';
import type { Mailbox, MailServerChange, UpdateMailbox } from '../../contracts/sending/mailboxes.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import { mailboxNameTaken } from './create-mailbox.ts';
import type { CommandDeps } from '../deps.ts';
import { findAuthorityProblems } from '../../domain/sending/certificate-authority.ts';
import { dailyScope, mailboxLimits } from '../../domain/sending/limits-of.ts';
import { findSignatureProblems } from '../../domain/sending/signature.ts';
import { imapColumns, sealed } from './mailbox-columns.ts';
import { recordChange } from '../record-change.ts';
import { wakeNobody } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { changeLimits } from './change-limits.ts';

/**
 * Changes a mailbox. Senders wait while it is written; a changed server has to be verified again, and a stored
 * password never goes to another server or user: it has to come again with the change.
 *
 * @throws ProblemError `not_found`
 * @throws ProblemError `conflict` when the name is taken, in any case
 * @throws ProblemError `validation` for a change of server without its password, and for a signature that no mail can leave
 * with
 */
export async function updateMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId, smtp, imap, ...settings }: UpdateMailbox & { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes, locks } = deps.store;
  const problems = findAuthorityProblems(smtp?.certificateAuthority, { now: await deps.now() });
  refuseInvalid([...findSignatureProblems(settings), ...problems]);
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'mailbox', id: mailboxId });
    const before = found(await mailboxes.find(tx, actor, mailboxId), 'mailbox');
    if (smtp) refuseReusedPassword(before, smtp);
    if (settings.name !== undefined && (await mailboxes.isNameTaken(tx, settings.name, mailboxId))) {
      throw mailboxNameTaken();
    }
    const after = await mailboxes.update(tx, mailboxId, {
      ...settings,
      ...(smtp && smtpColumns(deps, smtp)),
      ...(imap !== undefined && imapColumns(deps, imap)),
      isServerChanged: smtp !== undefined,
      now,
    });
    await recordChange(deps, tx, mailboxChanges.updated, {
      actor,
      now,
      entityId: mailboxId,
      before,
      after,
    });
    if (LIMITS.some((key) => settings[key] !== undefined)) {
      const [was, is] = [before, after].map((each) => scopesOf(mailboxId, each));
      const moved = before.zone === after.zone ? [] : [dailyScope(mailboxId)];
      wake = await changeLimits(deps, tx, { before: was!, after: is!, moved });
    }
    return after;
  });
  await wake();
  return reply;
}

/** What makes the limits of a mailbox. */
const LIMITS = ['dailyCap', 'minIntervalSeconds', 'zone'] as const;

function scopesOf(mailboxId: string, mailbox: Mailbox): string[] {
  return mailboxLimits({ ...mailbox, mailboxId }, 1).map(({ scope }) => scope);
}

function smtpColumns(deps: CommandDeps, smtp: MailServerChange) {
  return {
    smtpHost: smtp.host,
    smtpPort: smtp.port,
    smtpSecurity: smtp.security,
    smtpUser: smtp.user,
    ...(smtp.password !== undefined && { smtpSecret: sealed(deps, smtp.password) }),
    ...(smtp.clientName !== undefined && { smtpClientName: smtp.clientName }),
    ...(smtp.certificateAuthority !== undefined && { smtpAuthority: smtp.certificateAuthority }),
  };
}

function refuseReusedPassword(before: Mailbox, change: MailServerChange): void {
  const next = { ...before.smtp, ...change };
  const { host, port, user, security } = before.smtp;
  const goesElsewhere =
    next.host !== host || next.port !== port || next.user !== user || next.security !== security;
  const hasPassword = change.password === undefined ? before.smtp.hasPassword : change.password !== null;
  refuseInvalid([
    ...(goesElsewhere && before.smtp.hasPassword && change.password === undefined
      ? [{ field: 'smtp.password', message: 'is needed again when host, port, security or user change' }]
      : []),
    ...(hasPassword && next.user === null
      ? [{ field: 'smtp.user', message: 'a password needs a user' }]
      : []),
  ]);
}
