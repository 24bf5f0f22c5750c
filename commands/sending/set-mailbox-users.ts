import type { Actor } from '../../contracts/actor.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { mailboxChanges } from '../../contracts/sending/changes.ts';
import type { Mailbox } from '../../contracts/sending/mailboxes.ts';
import type { MailboxUser } from '../../contracts/sending/mailbox-users.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';

/** A mailbox as it is to be: whom it belongs to, and its addresses. */
type Owned = Pick<Mailbox, 'fromAddress' | 'aliases'> & { users: readonly MailboxUser[] };

/** Users with their address where that is an alias; the mailbox's own is said by null. */
export function settledUsers({
  fromAddress: own,
  users,
}: Pick<Owned, 'fromAddress' | 'users'>): MailboxUser[] {
  const key = own.toLowerCase();
  return users.map((user) =>
    user.fromAddress?.toLowerCase() === key ? { ...user, fromAddress: null } : user,
  );
}

/** Makes a mailbox belong to these users (M1); a mailbox that was the default of one of them is told of. */
export async function setMailboxUsers(
  deps: CommandDeps,
  tx: Tx,
  {
    mailboxId,
    users,
    actor,
    now,
  }: { mailboxId: string; users: readonly MailboxUser[]; actor: Actor; now: number },
): Promise<void> {
  const { mailboxes, mailboxUsers } = deps.store;
  const active = await mailboxUsers.lockActive(
    tx,
    users.map(({ userId }) => userId),
  );
  refuseInvalid(
    users.flatMap(({ userId }, index) =>
      active.includes(userId) ? [] : [{ field: `users[${index}].userId`, message: 'is not an active user' }],
    ),
  );
  const lost = await mailboxUsers.replace(tx, { mailboxId, users });
  for (const { mailboxId: otherId, userId } of lost) {
    const after = found(await mailboxes.find(tx, actor, otherId), 'mailbox');
    const wasDefault = (user: MailboxUser) => (user.userId === userId ? { ...user, isDefault: true } : user);
    const states = { before: { users: after.users.map(wasDefault) }, after: { users: after.users } };
    await recordChange(deps, tx, mailboxChanges.updated, { actor, now, entityId: otherId, ...states });
  }
}

/** Addresses that somebody sends from must be of the mailbox. `isGiven`: the users are named by the same call. */
export function findUserAddressProblems(
  { fromAddress, aliases, users }: Owned,
  isGiven: boolean,
): FieldProblem[] {
  const addresses = new Set([fromAddress, ...aliases].map((address) => address.toLowerCase()));
  return users.flatMap((user, index) => {
    if (user.fromAddress === null || addresses.has(user.fromAddress.toLowerCase())) return [];
    return isGiven
      ? [{ field: `users[${index}].fromAddress`, message: 'is no address of the mailbox' }]
      : [{ field: 'aliases', message: `must keep ${user.fromAddress}, which one of its users sends from` }];
  });
}

/**
 * Gives the mailboxes of a user to another (S18), who keeps what they have: an address of their own in the same mailbox, a
 * default. Null: nobody gets them.
 */
export async function handMailboxesOver(
  deps: CommandDeps,
  tx: Tx,
  {
    userId,
    successorId,
    actor,
    now,
  }: { userId: string; successorId: string | null; actor: Actor; now: number },
): Promise<void> {
  const { mailboxes, mailboxUsers } = deps.store;
  const needsDefault = successorId !== null && !(await mailboxUsers.hasDefault(tx, successorId));
  for (const mailboxId of await mailboxUsers.mailboxIdsOf(tx, userId)) {
    const before = found(await mailboxes.find(tx, actor, mailboxId), 'mailbox').users;
    const users = heirsOf(before, { userId, successorId, needsDefault });
    await mailboxUsers.replace(tx, { mailboxId, users });
    const states = { before: { users: before }, after: { users } };
    await recordChange(deps, tx, mailboxChanges.updated, { actor, now, entityId: mailboxId, ...states });
  }
}

/** Whom a mailbox belongs to when one of them leaves. */
function heirsOf(
  users: readonly MailboxUser[],
  {
    userId,
    successorId,
    needsDefault,
  }: { userId: string; successorId: string | null; needsDefault: boolean },
): MailboxUser[] {
  const left = users.find((user) => user.userId === userId);
  const others = users.filter((user) => user.userId !== userId);
  if (!left || successorId === null) return others;
  const heir = others.find((user) => user.userId === successorId) ?? {
    ...left,
    userId: successorId,
    isDefault: false,
  };
  const isDefault = heir.isDefault || (needsDefault && left.isDefault);
  return [...others.filter((user) => user !== heir), { ...heir, isDefault }];
}
