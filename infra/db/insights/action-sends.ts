import type { StartedAction } from '../../temporal/lifecycle/insights.ts';
import { z } from 'zod';
import {
  ACTION_KINDS,
  ACTION_SEND_STATUSES,
  ACTION_STATUSES,
  type ActionKind,
  type ActionSendStatus,
  type ActionStatus,
} from '../../../contracts/insights/kinds.ts';
import type { SkipReason, WaitReason } from '../../../contracts/sending/kinds.ts';
import type { PinnedContent } from '../../../domain/sending/send-facts.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';
import { pinnedSchema } from '../sending/send-facts-schema.ts';
import { VANISHED } from '../../../domain/sending/vanished.ts';
import type { RawTx } from '../raw-transaction.ts';
import { fenceOf } from '../sending/fence.ts';
import { dateOf, jsonOf } from '../rows.ts';

/** An action as its send needs it; instants in epoch milliseconds. */
export interface ActionSend {
  actionId: string;
  customerId: string;
  /** Names its reason. */
  key: string;
  kind: ActionKind;
  reason: string;
  status: ActionStatus;
  sendStatus: ActionSendStatus | null;
  requestedAt: number | null;
  requestedById: string | null;
  pinned: PinnedContent | null;
  contactId: string | null;
  mailboxId: string | null;
  slotAt: number | null;
  heldReason: string | null;
}

/** Reads it; null when absent. */
export async function read(db: Tx, actionId: string): Promise<ActionSend | null> {
  const row = await db.recommendedAction.findUnique({ where: { id: actionId } });
  if (!row) return null;
  return {
    actionId,
    customerId: row.customerId,
    key: row.key,
    kind: z.enum(ACTION_KINDS).parse(row.kind),
    reason: row.reason,
    status: z.enum(ACTION_STATUSES).parse(row.status),
    sendStatus: z.enum(ACTION_SEND_STATUSES).nullable().parse(row.sendStatus),
    requestedAt: row.sendRequestedAt?.getTime() ?? null,
    requestedById: row.sendRequestedById,
    pinned: pinnedSchema.nullable().parse(row.pinned),
    contactId: row.contactId,
    mailboxId: row.mailboxId,
    slotAt: row.slotAt?.getTime() ?? null,
    heldReason: row.heldReason,
  };
}

/** Locks it behind its customer, the lock order of the product, and reads it. */
export async function lock(tx: Tx, actionId: string): Promise<ActionSend | null> {
  await tx.$queryRaw`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer WHERE id = (SELECT customer_id FROM action WHERE id = ${actionId}) FOR NO KEY UPDATE)
    SELECT a.id FROM action a JOIN held ON held.id = a.customer_id WHERE a.id = ${actionId} FOR NO KEY UPDATE OF a`;
  return read(tx, actionId);
}

/** What may change about a send. Members that are left out stay. */
export interface ActionSendSet {
  status?: ActionStatus;
  sendStatus?: ActionSendStatus | null;
  requestedAt?: number;
  requestedById?: string;
  pinned?: PinnedContent | null;
  contactId?: string | null;
  mailboxId?: string | null;
  heldReason?: WaitReason | null;
  heldUntil?: number | null;
  /** Why it may pass the contact policy (Q2). */
  forceReason?: string | null;
  slotAt?: number | null;
  errorCode?: string | null;
  errorDetail?: string | null;
  skipReason?: SkipReason | null;
  /** The same in words, with the amounts. */
  skipDetail?: string | null;
  /** When its workflow has looked again at the latest; null: no send is asked for. */
  wakeAt?: number | null;
  actedById?: string | null;
  actedAt?: number | null;
}

/** Changes an action that is locked. */
export async function set(
  tx: Tx,
  { actionId, set: change, now }: { actionId: string; set: ActionSendSet; now: number },
): Promise<void> {
  const { requestedAt, requestedById, pinned, heldUntil, slotAt, wakeAt, actedAt, ...plain } = change;
  await tx.recommendedAction.update({
    where: { id: actionId },
    data: {
      ...plain,
      sendRequestedAt: dateOf(requestedAt),
      sendRequestedById: requestedById,
      heldUntil: dateOf(heldUntil),
      slotAt: dateOf(slotAt),
      wakeAt: dateOf(wakeAt),
      actedAt: dateOf(actedAt),
      ...(pinned !== undefined && { pinned: jsonOf(pinned) }),
      updatedAt: new Date(now),
    },
  });
}

/** The fence of an action's message: the send was not called off. */
export const passFence = fenceOf({
  from: 'action a',
  still: `m.source_kind = 'action' AND a.id = m.source_id AND a.status = 'open' AND a.send_status = 'sending'`,
});

/** Shows that hand-overs of actions are in doubt (D1). */
export async function showUncertain(tx: RawTx, actionIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE action SET send_status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED}, wake_at = NULL
    WHERE id = ANY(${[...actionIds]}::text[]) AND send_status = 'sending'`;
}

/** Sends that were asked for and that no workflow has looked at in time (O9). */
export async function findUnattended(
  db: Tx,
  { wakeBefore, seed, limit }: { wakeBefore: number; seed: number; limit: number },
): Promise<StartedAction[]> {
  return db.$queryRaw<StartedAction[]>`
    SELECT id AS "actionId", customer_id AS "customerId", mailbox_id AS "mailboxId" FROM action
    WHERE wake_at < ${new Date(wakeBefore)} ORDER BY ${mixedBy(Prisma.sql`id`, seed)} LIMIT ${limit}`;
}
