import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { DELIVERY_STATUSES, type DeliveryStatus } from '../../../contracts/webhooks/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type {
  ListDeliveriesQuery,
  WebhookDelivery,
  WebhookDeliveryDetail,
} from '../../../contracts/webhooks/webhooks.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma, type WebhookDelivery as Row } from '../generated/client.ts';
import { isoOf, isoOrNull, jsonOf } from '../rows.ts';
import { canSeeCustomer, customerIsVisible } from '../visibility.ts';

function shown({ eventKey: _eventKey, customerId: _customerId, ...row }: Row): WebhookDelivery {
  return {
    ...row,
    data: z.record(z.string(), z.unknown()).parse(row.data),
    status: z.enum(DELIVERY_STATUSES).parse(row.status),
    occurredAt: isoOf(row.occurredAt),
    nextAttemptAt: isoOrNull(row.nextAttemptAt),
    createdAt: isoOf(row.createdAt),
    settledAt: isoOrNull(row.settledAt),
  };
}

/** Deliveries of a webhook, newest first, without those about hidden customers. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { webhookId, ...query }: ListDeliveriesQuery & { webhookId: string },
): Promise<Page<WebhookDelivery>> {
  const before = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.string()]));
  const conditions = [
    Prisma.sql`d.webhook_id = ${webhookId}`,
    Prisma.sql`(c.id IS NULL OR ${customerIsVisible(viewer, 'c')})`,
  ];
  if (before) conditions.push(Prisma.sql`(d.created_at, d.id) < (${new Date(before[0])}, ${before[1]})`);
  if (query.status) conditions.push(Prisma.sql`d.status = ${query.status}`);
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM webhook_delivery d LEFT JOIN customer c ON c.id = d.customer_id
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY d.created_at DESC, d.id DESC LIMIT ${query.limit + 1}`;
  const rows = await db.webhookDelivery.findMany({
    where: { id: { in: found.map((row) => row.id) } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  return pageOf(rows.map(shown), query.limit, (row) => [row.createdAt, row.id]);
}

/** One delivery with its attempts; null when absent or about a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  deliveryId: string,
): Promise<WebhookDeliveryDetail | null> {
  const row = await db.webhookDelivery.findUnique({
    where: { id: deliveryId },
    include: { log: { orderBy: { attempt: 'asc' } } },
  });
  if (!row || (row.customerId !== null && !(await canSeeCustomer(db, viewer, row.customerId)))) return null;
  const { log, ...delivery } = row;
  return {
    ...shown(delivery),
    log: log.map(({ deliveryId: _deliveryId, at, ...attempt }) => ({ ...attempt, at: isoOf(at) })),
  };
}

/** A delivery that nothing in the feed is behind. */
export interface NewDelivery {
  id: string;
  webhookId: string;
  event: string;
  data: Record<string, unknown>;
  /** Of which a webhook is told once; left out: of this delivery alone. */
  eventKey?: string;
  /** Whom it is about, who may be hidden from who reads it. */
  customerId?: string;
  now: number;
}

/** Adds a delivery that is due at once. */
export async function insert(tx: Tx, { now, data, ...delivery }: NewDelivery): Promise<WebhookDelivery> {
  const at = new Date(now);
  const row = await tx.webhookDelivery.create({
    data: {
      eventKey: delivery.id,
      ...delivery,
      data: jsonOf(data) as Prisma.InputJsonValue,
      status: 'pending',
      attempts: 0,
      occurredAt: at,
      nextAttemptAt: at,
      createdAt: at,
    },
  });
  return shown(row);
}

/** Makes a settled delivery due at once; one that is pending keeps its place but comes now. */
export async function makeDue(tx: Tx, deliveryId: string, now: number): Promise<WebhookDelivery> {
  const data = { status: 'pending', nextAttemptAt: new Date(now), settledAt: null };
  return shown(await tx.webhookDelivery.update({ where: { id: deliveryId }, data }));
}

/** A delivery that is to be made. */
export interface DueDelivery {
  id: string;
  event: string;
  occurredAt: string;
  data: unknown;
  attempts: number;
}

/** Pending deliveries of a webhook whose time has come, the longest due first. */
export async function listDue(
  db: Tx,
  { webhookId, now, limit }: { webhookId: string; now: number; limit: number },
): Promise<DueDelivery[]> {
  const rows = await db.webhookDelivery.findMany({
    where: { webhookId, status: 'pending', nextAttemptAt: { lte: new Date(now) } },
    orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
    select: { id: true, event: true, occurredAt: true, data: true, attempts: true },
    take: limit,
  });
  return rows.map((row) => ({ ...row, occurredAt: isoOf(row.occurredAt) }));
}

/** When the next pending delivery of a webhook is due, epoch milliseconds; null: none is pending. */
export async function nextDueAt(db: Tx, webhookId: string): Promise<number | null> {
  const { _min } = await db.webhookDelivery.aggregate({
    where: { webhookId, status: 'pending' },
    _min: { nextAttemptAt: true },
  });
  return _min.nextAttemptAt && _min.nextAttemptAt.getTime();
}

/** What an attempt left behind; `retryAt` in epoch milliseconds. */
export interface SettledAttempt {
  deliveryId: string;
  attempt: number;
  status: DeliveryStatus;
  retryAt: number | null;
  statusCode: number | null;
  error: string | null;
  reply: string | null;
  durationMs: number;
  now: number;
}

/** Writes an attempt into the log and moves its delivery, unless another attempt was faster. */
export async function settle(tx: Tx, input: SettledAttempt): Promise<void> {
  const { deliveryId, attempt, status, retryAt, now, ...log } = input;
  const at = new Date(now);
  await tx.webhookAttempt.createMany({ data: { ...log, deliveryId, attempt, at }, skipDuplicates: true });
  await tx.webhookDelivery.updateMany({
    where: { id: deliveryId, status: 'pending', attempts: attempt - 1 },
    data: {
      status,
      attempts: attempt,
      nextAttemptAt: retryAt === null ? null : new Date(retryAt),
      settledAt: status === 'pending' ? null : at,
    },
  });
}

/** Active webhooks that have something due since before an instant: their workflow was lost. */
export async function listLate(db: Tx, dueBefore: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT w.id FROM webhook w WHERE w.status = 'active' AND EXISTS (
      SELECT 1 FROM webhook_delivery d
      WHERE d.webhook_id = w.id AND d.status = 'pending' AND d.next_attempt_at < ${new Date(dueBefore)})`;
  return rows.map((row) => row.id);
}
