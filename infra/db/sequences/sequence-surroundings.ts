import type { Surroundings } from '../../../domain/sequences/activation.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import type { Tx } from '../client.ts';

/** Which of these mailboxes exist and work, and which of these users exist and are active, in two statements, and a third if sms senders are asked about. */
export async function load(
  db: Tx,
  input: { mailboxIds: readonly string[]; userIds: readonly string[]; smsSenderIds?: readonly string[] },
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
    smsSenders: await smsSendersOf(db, input.smsSenderIds ?? []),
  };
}

async function smsSendersOf(db: Tx, ids: readonly string[]): Promise<Surroundings['smsSenders']> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: string; heirId: string | null; languages: string[] | null }[]>`
    SELECT n.id, h.id AS "heirId", h.languages
    FROM sms_sender n LEFT JOIN sms_sender h ON h.id = sms_sender_heir(n.id) WHERE n.id = ANY(${[...ids]}::text[])`;
  return new Map(
    rows.map(({ id, heirId, languages }) => [id, { isGone: heirId === null, languages: languages ?? [] }]),
  );
}

/** What the activation of a sequence asks about: its mailboxes, its steps' own, and its primary user (S7). */
export async function loadFor(db: Tx, { sequence, steps }: SequenceDefinition): Promise<Surroundings> {
  const mailboxIds = [sequence.mailboxId, ...steps.map((step) => step.mailboxId)].filter((id) => id !== null);
  const { smsSenderId, primaryUserId } = sequence;
  return load(db, {
    mailboxIds,
    smsSenderIds: smsSenderId === null ? [] : [smsSenderId],
    userIds: primaryUserId === null ? [] : [primaryUserId],
  });
}
