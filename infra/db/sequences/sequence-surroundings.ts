import { z } from 'zod';
import type { PrimarySurroundings, Surroundings } from '../../../domain/sequences/activation.ts';
import type { SequenceDefinition } from '../../../domain/sequences/definition.ts';
import type { DefaultSender, SendingMailbox } from '../../../domain/sequences/senders.ts';
import type { Tx } from '../client.ts';

const lowered = z.array(z.string().transform((address) => address.toLowerCase()));
const mailboxSchema = z.object({
  id: z.string(),
  heirId: z.string().nullable(),
  works: z.boolean().nullable(),
  addresses: lowered,
  heirAddresses: lowered,
  owners: z.array(z.object({ userId: z.string(), address: z.string() })),
});
type Mailbox = z.infer<typeof mailboxSchema>;

/**
 * Which of these mailboxes exist and work, and which of these users exist and are active, in two statements; where they
 * are asked about, what there is to know of a list and of sms senders.
 */
export async function load(
  db: Tx,
  input: {
    mailboxIds: readonly string[];
    userIds: readonly string[];
    smsSenderIds?: readonly string[];
    listId?: string | null;
  },
): Promise<Surroundings> {
  const rows = await db.$queryRaw`
    SELECT m.id, h.id AS "heirId", h.status = 'working' AS works, m.from_address || m.aliases AS addresses,
      CASE WHEN h.id IS NULL THEN '{}' ELSE h.from_address || h.aliases END AS "heirAddresses",
      (SELECT coalesce(json_agg(json_build_object('userId', u.user_id,
          'address', lower(coalesce(u.from_address, h.from_address)))), '[]'::json)
        FROM mailbox_user u WHERE u.mailbox_id = h.id) AS owners
    FROM mailbox m LEFT JOIN mailbox h ON h.id = mailbox_heir(m.id)
    WHERE m.id = ANY(${[...input.mailboxIds]}::text[])`;
  const mailboxes = z.array(mailboxSchema).parse(rows);
  const users = await db.user.findMany({
    where: { id: { in: [...input.userIds] }, isActive: true },
    select: { id: true },
  });
  return {
    mailboxIds: new Set(mailboxes.map((mailbox) => mailbox.id)),
    goneMailboxIds: new Set(mailboxes.filter(({ heirId }) => heirId === null).map(({ id }) => id)),
    workingMailboxIds: new Set(mailboxes.filter(({ works }) => works).map(({ id }) => id)),
    addressesOf: new Map(mailboxes.map(({ id, addresses }) => [id, new Set(addresses)])),
    activeUserIds: new Set(users.map((user) => user.id)),
    sendingAs: new Map(mailboxes.map((mailbox) => [mailbox.id, sendingOf(mailbox)])),
    smsSenders: await smsSendersOf(db, input.smsSenderIds ?? []),
    list: input.listId == null ? null : await loadList(db, input.listId),
  };
}

function sendingOf({ heirAddresses, owners }: Mailbox): SendingMailbox {
  return { ownAddress: heirAddresses[0] ?? '', addresses: new Set(heirAddresses), owners };
}

async function loadList(db: Tx, listId: string): Promise<Surroundings['list']> {
  const list = await db.list.findUnique({ where: { id: listId }, select: { archivedAt: true } });
  const follower = await db.sequence.findFirst({
    where: { listId, status: 'active' },
    select: { id: true, name: true },
  });
  return { isArchived: list != null && list.archivedAt !== null, followedBy: follower };
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

/** What the activation of a sequence asks about: its mailboxes, its steps' own, its primary user and its list (S7, S18). */
export async function loadFor(
  db: Tx,
  { sequence, steps }: Pick<SequenceDefinition, 'sequence' | 'steps'>,
): Promise<PrimarySurroundings> {
  const { smsSenderId, primaryUserId } = sequence;
  const mailboxIds = [sequence.mailboxId, ...steps.map((step) => step.mailboxId)].filter((id) => id !== null);
  const userIds = [...(primaryUserId === null ? [] : [primaryUserId]), ...sequence.memberIds];
  const defaultSender = primaryUserId === null ? null : await defaultSenderOf(db, primaryUserId);
  const smsSenderIds = smsSenderId === null ? [] : [smsSenderId];
  const { listId } = sequence;
  return { ...(await load(db, { mailboxIds, userIds, smsSenderIds, listId })), defaultSender };
}

/** A user's default mailbox or alias; a retired one is its successor by now (M1, S24). */
async function defaultSenderOf(db: Tx, userId: string): Promise<DefaultSender> {
  const rows = await db.$queryRaw<{ mailboxId: string; fromAddress: string | null; works: boolean }[]>`
    SELECT h.id AS "mailboxId", h.status = 'working' AS works,
      (SELECT a FROM unnest(h.aliases) a WHERE lower(a) = lower(u.from_address) LIMIT 1) AS "fromAddress"
    FROM mailbox_user u JOIN mailbox h ON h.id = mailbox_heir(u.mailbox_id)
    WHERE u.user_id = ${userId} AND u.is_default`;
  return rows[0] ?? null;
}
