import type { Surroundings } from '../../../domain/sequences/activation.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import type { Tx } from '../client.ts';

/**
 * Which of these mailboxes exist and work, and which of these users exist and are active, in two statements, and what there is
 * to know of a list.
 */
export async function load(
  db: Tx,
  input: { mailboxIds: readonly string[]; userIds: readonly string[]; listId?: string | null },
): Promise<Surroundings> {
  const mailboxes = await db.$queryRaw<
    { id: string; heirId: string | null; works: boolean; addresses: string[] }[]
  >`
    SELECT m.id, h.id AS "heirId", h.status = 'working' AS works, m.from_address || m.aliases AS addresses
    FROM mailbox m LEFT JOIN mailbox h ON h.id = mailbox_heir(m.id)
    WHERE m.id = ANY(${[...input.mailboxIds]}::text[])`;
  const users = await db.user.findMany({
    where: { id: { in: [...input.userIds] }, isActive: true },
    select: { id: true },
  });
  return {
    mailboxIds: new Set(mailboxes.map((mailbox) => mailbox.id)),
    goneMailboxIds: new Set(mailboxes.filter(({ heirId }) => heirId === null).map(({ id }) => id)),
    workingMailboxIds: new Set(mailboxes.filter(({ works }) => works).map(({ id }) => id)),
    addressesOf: new Map(
      mailboxes.map(({ id, addresses }) => [id, new Set(addresses.map((each) => each.toLowerCase()))]),
    ),
    activeUserIds: new Set(users.map((user) => user.id)),
    list: input.listId == null ? null : await loadList(db, input.listId),
  };
}

async function loadList(db: Tx, listId: string): Promise<Surroundings['list']> {
  const list = await db.list.findUnique({ where: { id: listId }, select: { archivedAt: true } });
  const follower = await db.sequence.findFirst({
    where: { listId, status: 'active' },
    select: { id: true, name: true },
  });
  return { isArchived: list != null && list.archivedAt !== null, followedBy: follower };
}

/** What the activation of a sequence asks about: its mailboxes, its steps' own, its primary user and its list (S7). */
export async function loadFor(db: Tx, { sequence, steps }: SequenceDefinition): Promise<Surroundings> {
  const mailboxIds = [sequence.mailboxId, ...steps.map((step) => step.mailboxId)].filter((id) => id !== null);
  const userIds = sequence.primaryUserId === null ? [] : [sequence.primaryUserId];
  return load(db, { mailboxIds, userIds, listId: sequence.listId });
}
