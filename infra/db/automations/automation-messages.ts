import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  AUTOMATION_RECIPIENTS,
  AUTOMATION_SEND_STATUSES,
  AUTOMATION_SIGHTS,
  AUTOMATION_STATUSES,
  type AutomationSendStatus,
  type AutomationSkipReason,
} from '../../../contracts/automations/kinds.ts';
import { CONTACT_TYPES } from '../../../contracts/customers/kinds.ts';
import { CHANNELS, type WaitReason } from '../../../contracts/sending/kinds.ts';
import { SEQUENCE_PURPOSES } from '../../../contracts/sequences/kinds.ts';
import type { AutomationSend, MessageContent, StoredMessage } from '../../../domain/automations/message.ts';
import type { Tx } from '../client.ts';
import type { AutomationMessage, Prisma } from '../generated/client.ts';
import { dateOf, jsonOf } from '../rows.ts';
import { fenceOf } from '../sending/fence.ts';
import { canSeeCustomer } from '../visibility.ts';

const contentSchema: z.ZodType<MessageContent> = z.object({
  words: z
    .union([
      z.object({ templateId: z.string() }),
      z.object({ subject: z.string(), bodyHtml: z.string(), bodyText: z.string().nullable() }),
    ])
    .nullable(),
  body: z.string().nullable(),
  contactTypes: z.array(z.enum(CONTACT_TYPES)),
});

function storedOf(row: AutomationMessage): StoredMessage {
  return {
    id: row.id,
    automationId: row.automationId,
    passId: row.passId,
    customerId: row.customerId,
    actionKey: row.actionKey,
    effectId: row.effectId,
    recipient: z.enum(AUTOMATION_RECIPIENTS).parse(row.recipient),
    userId: row.userId,
    address: row.address,
    channel: z.enum(CHANNELS).parse(row.channel),
    purpose: z.enum(SEQUENCE_PURPOSES).parse(row.purpose),
    content: contentSchema.parse(row.content),
    mailboxId: row.mailboxId,
    sendStatus: z.enum(AUTOMATION_SEND_STATUSES).parse(row.sendStatus),
    requestedAt: row.requestedAt.getTime(),
    askedById: row.askedById,
    leavesNow: row.leavesNow,
    heldReason: row.heldReason,
    slotAt: row.slotAt?.getTime() ?? null,
    digestId: row.digestId,
  };
}

/** Reads one with what of its automation decides about it; null when absent. */
export async function read(db: Tx, messageId: string): Promise<AutomationSend | null> {
  const row = await db.automationMessage.findUnique({ where: { id: messageId } });
  if (!row) return null;
  const automation = await db.automation.findUniqueOrThrow({
    where: { id: row.automationId },
    select: { name: true, status: true, ownerId: true, sight: true },
  });
  const { name, ownerId } = automation;
  const status = z.enum(AUTOMATION_STATUSES).parse(automation.status);
  const sight = z.enum(AUTOMATION_SIGHTS).parse(automation.sight);
  return { ...storedOf(row), automation: { name, status, ownerId, sight } };
}

/**
 * Locks one behind its customer, the lock order of the product, and reads it. What the transaction changes about the customer
 * from here on is what the automation does, as deep as the record lies (A7).
 */
export async function lock(tx: Tx, messageId: string): Promise<AutomationSend | null> {
  await tx.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer WHERE id = (SELECT customer_id FROM automation_message WHERE id = ${messageId})
      FOR NO KEY UPDATE)
    SELECT set_config('followthrough.automation', a.automation_id, true), set_config('followthrough.depth', coalesce((
      SELECT r.depth FROM automation_record r
      WHERE r.pass_id = a.pass_id AND r.customer_id = a.customer_id), 1)::text, true)
    FROM automation_message a LEFT JOIN held ON TRUE WHERE a.id = ${messageId} FOR NO KEY UPDATE OF a`;
  return read(tx, messageId);
}

/** A message that an action wants, or a digest. */
export type NewMessage = Pick<
  StoredMessage,
  | 'id'
  | 'automationId'
  | 'passId'
  | 'customerId'
  | 'actionKey'
  | 'effectId'
  | 'recipient'
  | 'userId'
  | 'address'
  | 'channel'
  | 'purpose'
  | 'content'
  | 'mailboxId'
> & { sendStatus: 'requested' | 'gathering' };

/** Inserts one that wants to leave now. */
export async function insert(tx: Tx, { content, ...message }: NewMessage, now: number): Promise<void> {
  const at = new Date(now);
  await tx.automationMessage.create({
    data: {
      ...message,
      content: jsonOf(content) as Prisma.InputJsonValue,
      requestedAt: at,
      leavesNow: false,
      wakeAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
}

/**
 * Earlier messages of an action to a customer that were not cancelled or skipped, the newest first, and those of this very pass
 * that gave way to a later one; they are locked.
 */
export async function lockEarlier(
  tx: Tx,
  of: { automationId: string; customerId: string; actionKey: string; passId: string },
): Promise<{ id: string; sendStatus: AutomationSendStatus }[]> {
  const rows = await tx.$queryRaw`
    SELECT id, send_status AS "sendStatus" FROM automation_message
    WHERE automation_id = ${of.automationId} AND customer_id = ${of.customerId} AND action_key = ${of.actionKey}
      AND (send_status NOT IN ('skipped', 'cancelled') OR (pass_id = ${of.passId} AND skip_reason = 'superseded'))
    ORDER BY id DESC FOR NO KEY UPDATE`;
  return z.array(z.object({ id: z.string(), sendStatus: z.enum(AUTOMATION_SEND_STATUSES) })).parse(rows);
}

/** What may change about one. Members that are left out stay. */
export interface MessageSet {
  sendStatus?: AutomationSendStatus;
  askedById?: string | null;
  leavesNow?: boolean;
  forceReason?: string | null;
  heldReason?: WaitReason | null;
  heldUntil?: number | null;
  slotAt?: number | null;
  errorCode?: string | null;
  errorDetail?: string | null;
  skipReason?: AutomationSkipReason | null;
  skipDetail?: string | null;
  digestId?: string | null;
  /** When its delivery has looked again at the latest; null: nothing is to be done for it. */
  wakeAt?: number | null;
}

/** Changes messages that are locked. */
export async function set(
  tx: Tx,
  { ids, set: change, now }: { ids: readonly string[]; set: MessageSet; now: number },
): Promise<void> {
  const { heldUntil, slotAt, wakeAt, ...plain } = change;
  await tx.automationMessage.updateMany({
    where: { id: { in: [...ids] } },
    data: {
      ...plain,
      heldUntil: dateOf(heldUntil),
      slotAt: dateOf(slotAt),
      wakeAt: dateOf(wakeAt),
      updatedAt: new Date(now),
    },
  });
}

/** Messages of an automation that have not left, and are not leaving: they are locked. */
export async function lockOpen(
  tx: Tx,
  automationId: string,
): Promise<{ id: string; effectId: string | null; isClaimed: boolean }[]> {
  return tx.$queryRaw<{ id: string; effectId: string | null; isClaimed: boolean }[]>`
    SELECT a.id, a.effect_id AS "effectId", a.send_status = 'sending' AS "isClaimed" FROM automation_message a
    WHERE a.automation_id = ${automationId} AND a.send_status IN ('gathering', 'in_digest', 'requested', 'sending')
      AND NOT EXISTS (
        SELECT FROM message m WHERE m.source_kind = 'automation' AND m.source_id = coalesce(a.digest_id, a.id)
          AND m.status IN ('handed_over', 'sent', 'uncertain'))
    ORDER BY a.id FOR NO KEY UPDATE OF a`;
}

/** The message that an effect waits for, or waited for; null: there is none. */
export async function findOf(db: Tx, effectId: string): Promise<string | null> {
  const row = await db.automationMessage.findUnique({ where: { effectId }, select: { id: true } });
  return row?.id ?? null;
}

/** The owner of a customer, of one of the two kinds; null: nobody. */
export async function ownerOf(db: Tx, customerId: string, owner: 'ar' | 'sales'): Promise<string | null> {
  const row = await db.customer.findUnique({
    where: { id: customerId },
    select: { arOwnerId: true, salesOwnerId: true },
  });
  return (owner === 'ar' ? row?.arOwnerId : row?.salesOwnerId) ?? null;
}

/** Whether somebody may see a customer (U3). */
export const isSeen = (db: Tx, viewer: Viewer, customerId: string): Promise<boolean> =>
  canSeeCustomer(db, viewer, customerId);

/** The zone of the customer of a message; null: it has none of its own. */
export async function readZone(
  db: Tx,
  { customerId }: Pick<StoredMessage, 'customerId'>,
): Promise<string | null> {
  if (customerId === null) return null;
  const row = await db.customer.findUnique({ where: { id: customerId }, select: { zone: true } });
  return row?.zone ?? null;
}

const FENCE = {
  from: 'automation_message a, automation au',
  still: `m.source_kind = 'automation' AND a.id = m.source_id AND a.send_status = 'sending' AND au.id = a.automation_id
    AND au.status <> 'paused'`,
  holds: `(h.scope = 'automation' AND h.automation_id = a.automation_id)`,
} as const;

/** The fence of a message to a contact: it was not called off, and its automation is not paused. */
export const passFence = fenceOf(FENCE);

/** The same of a mail to our own people. */
export const passOwnFence = fenceOf({ ...FENCE, isInternal: true });
