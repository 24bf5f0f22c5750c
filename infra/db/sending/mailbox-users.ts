import type { MailboxUser } from '../../../contracts/sending/mailbox-users.ts';
import type { Tx } from '../client.ts';

/** Locks users who are to have mailboxes: none is deactivated meanwhile, and none gets two defaults. @returns the active ones */
export async function lockActive(tx: Tx, userIds: readonly string[]): Promise<string[]> {
  const ids = [...new Set(userIds)];
  await tx.$queryRaw`SELECT id FROM app_user WHERE id = ANY(${ids}::text[]) ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.user.findMany({ where: { id: { in: ids }, isActive: true }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/**
 * Makes a mailbox belong to exactly these users, who are locked. What is their default from now on is none elsewhere.
 * @returns the mailboxes that were the default of one of them until now, each with whose
 */
export async function replace(
  tx: Tx,
  { mailboxId, users }: { mailboxId: string; users: readonly MailboxUser[] },
): Promise<{ mailboxId: string; userId: string }[]> {
  await tx.mailboxUser.deleteMany({ where: { mailboxId } });
  const defaultOf = users.filter(({ isDefault }) => isDefault).map(({ userId }) => userId);
  const lost = await tx.mailboxUser.updateManyAndReturn({
    where: { userId: { in: defaultOf }, isDefault: true },
    data: { isDefault: false },
    select: { mailboxId: true, userId: true },
  });
  await tx.mailboxUser.createMany({ data: users.map((user) => ({ ...user, mailboxId })) });
  return lost;
}

/** The mailboxes of a user, those that are retired too. */
export async function mailboxIdsOf(db: Tx, userId: string): Promise<string[]> {
  const rows = await db.mailboxUser.findMany({ where: { userId }, orderBy: { mailboxId: 'asc' } });
  return rows.map(({ mailboxId }) => mailboxId);
}

/** Whether a user has a default. */
export async function hasDefault(db: Tx, userId: string): Promise<boolean> {
  return (await db.mailboxUser.count({ where: { userId, isDefault: true } })) > 0;
}
