import { type Actor, SYSTEM } from '../../contracts/actor.ts';
import type { Mailbox, MailServerChange, UpdateMailbox } from '../../contracts/sending/mailboxes.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import { mailboxNameTaken } from './create-mailbox.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { dailyScope, mailboxLimits } from '../../domain/sending/limits-of.ts';
import { findSignatureProblems } from '../../domain/sending/signature.ts';
import { changeReceiving } from './change-receiving.ts';
import { findServerProblems, sealed } from './mailbox-columns.ts';
import { findUserAddressProblems, setMailboxUsers, settledUsers } from './set-mailbox-users.ts';
import { findSignInProblems, setSignIn, signInAfter } from './set-sign-in.ts';
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
 * with, for users who are not active, and for addresses that somebody sends from and the mailbox has not
 */
export async function updateMailbox(
  deps: CommandDeps,
  actor: Actor,
  { mailboxId, smtp, imap, oauth, users, ...settings }: UpdateMailbox & { mailboxId: string },
): Promise<Mailbox> {
  const { mailboxes, locks } = deps.store;
  const problems = await findServerProblems(deps, { smtp, imap });
  refuseInvalid([...findSignatureProblems(settings), ...problems]);
  let wake = wakeNobody;
  const reply = await runCommand(deps, actor, async (tx, now) => {
    await locks.closeGate(tx, { kind: 'mailbox', id: mailboxId });
    const before = found(await mailboxes.find(tx, actor, mailboxId), 'mailbox');
    const signsInBy = oauth === undefined ? before.oauth : oauth;
    const servers = {
      smtp: { ...before.smtp, ...smtp },
      imap: imap === undefined ? before.imap : imap && { ...before.imap, ...imap },
    };
    refuseInvalid(findSignInProblems({ oauth: signsInBy, ...servers }));
    if (smtp && !signsInBy) refuseReusedPassword(before, smtp);
    const signIn = signInAfter(before, { oauth, smtp, imap });
    if (signIn === 'anew') await setSignIn(deps, tx, { mailboxId, oauth: signsInBy, now });
    // Before its mailbox, as whoever finds it refused locks them.
    else if (before.oauth) await deps.store.signIns.lock(tx, mailboxId);
    if (settings.name !== undefined && (await mailboxes.isNameTaken(tx, settings.name, mailboxId))) {
      throw mailboxNameTaken();
    }
    await changeUsers(deps, tx, { actor, now, before, change: { ...settings, users } });
    const written = await mailboxes.update(tx, mailboxId, {
      ...settings,
      ...(smtp && smtpColumns(deps, smtp)),
      ...(imap !== undefined && (await changeReceiving(deps, tx, { before, imap, now }))),
      ...(signIn === 'anew' && signsInBy && NO_PASSWORDS),
      isServerChanged: smtp !== undefined || signIn === 'anew',
      now,
    });
    const after = await showSignIn(deps, tx, { written, now });
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
  if (imap !== undefined) await deps.hooks.receiving.changed(deps, mailboxId);
  return reply;
}

/** What a mailbox that signs in by OAuth keeps no more. */
const NO_PASSWORDS = { smtpSecret: null, imapSecret: null };

/** One that was in use and is not signed in now is not tried: a person has to, and what it would send waits (I6). */
async function showSignIn(
  { store }: CommandDeps,
  tx: Tx,
  { written, now }: { written: Mailbox; now: number },
): Promise<Mailbox> {
  const { id: mailboxId, oauth } = written;
  const signIn = oauth && oauth.status !== 'connected' ? await store.signIns.read(tx, mailboxId) : null;
  const state = signIn && (await store.sendHolds.readMailboxState(tx, mailboxId));
  if (!signIn || !state || state.status === 'reconnect' || state.probeAt === null) return written;
  const { version, statusReason } = signIn;
  const reason = statusReason ?? SIGN_IN_AGAIN;
  await store.signIns.markReconnect(tx, { mailboxId, version, reason, now });
  return found(await store.mailboxes.find(tx, SYSTEM, mailboxId), 'mailbox');
}

const SIGN_IN_AGAIN = 'The mailbox was changed: sign it in again.';

/** Whom it belongs to from now on; they keep the addresses that they send from. */
async function changeUsers(
  deps: CommandDeps,
  tx: Tx,
  {
    actor,
    now,
    before,
    change,
  }: {
    actor: Actor;
    now: number;
    before: Mailbox;
    change: Pick<UpdateMailbox, 'users' | 'fromAddress' | 'aliases'>;
  },
): Promise<void> {
  const { fromAddress = before.fromAddress, aliases = before.aliases, users: given } = change;
  const users = settledUsers({ fromAddress, users: given ?? before.users });
  refuseInvalid(findUserAddressProblems({ fromAddress, aliases, users }, given !== undefined));
  if (given) await setMailboxUsers(deps, tx, { mailboxId: before.id, users, actor, now });
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
