import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { WEBHOOK_EVENTS } from '../../../contracts/events.ts';
import { WEBHOOK_STATUSES } from '../../../contracts/webhooks/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Webhook } from '../../../contracts/webhooks/webhooks.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Webhook as Row } from '../generated/client.ts';
import { isoOf, isoOrNull } from '../rows.ts';

function shown({
  secret: _secret,
  fromSeq: _fromSeq,
  formerSecret: _formerSecret,
  formerUntil,
  ...row
}: Row): Webhook {
  return {
    ...row,
    formerSecretUntil: isoOrNull(formerUntil),
    events: z.array(z.enum(WEBHOOK_EVENTS)).parse(row.events),
    status: z.enum(WEBHOOK_STATUSES).parse(row.status),
    failingSince: isoOrNull(row.failingSince),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  };
}

/** One webhook; those who may manage webhooks may know of all. */
export async function find(db: Tx, _viewer: Viewer, webhookId: string): Promise<Webhook | null> {
  const row = await db.webhook.findUnique({ where: { id: webhookId } });
  return row && shown(row);
}

/** Webhooks in the order they were made. */
export async function list(
  db: Tx,
  _viewer: Viewer,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Webhook>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const rows = await db.webhook.findMany({
    where: after ? { id: { gt: after[0] } } : {},
    orderBy: { id: 'asc' },
    take: limit + 1,
  });
  return pageOf(rows.map(shown), limit, (row) => [row.id]);
}

/** A new webhook. `secret` is sealed. */
export type NewWebhook = Pick<Webhook, 'id' | 'url' | 'description' | 'events' | 'createdById'> & {
  secret: string;
  now: number;
};

/** Inserts an active webhook, which is told of changes from now on. */
export async function insert(tx: Tx, { now, ...webhook }: NewWebhook): Promise<Webhook> {
  const at = new Date(now);
  const { _max } = await tx.change.aggregate({ _max: { seq: true } });
  const data = { ...webhook, status: 'active', fromSeq: _max.seq ?? 0n, createdAt: at, updatedAt: at };
  return shown(await tx.webhook.create({ data }));
}

/** Changes columns of a webhook. */
export async function update(
  tx: Tx,
  webhookId: string,
  { now, ...change }: Partial<Pick<Webhook, 'url' | 'description' | 'events' | 'status'>> & { now: number },
): Promise<Webhook> {
  // Enabled again, it starts anew: what happened meanwhile is never sent.
  const isEnabled = change.status === 'active';
  const { _max } = await tx.change.aggregate({ _max: { seq: true } });
  const fresh = isEnabled ? { failingSince: null, disabledReason: null, fromSeq: _max.seq ?? 0n } : {};
  const data = { ...change, ...fresh, updatedAt: new Date(now) };
  return shown(await tx.webhook.update({ where: { id: webhookId }, data }));
}

/** Seals in a new secret; the one before signs beside it until an instant. */
export async function rotateSecret(
  tx: Tx,
  webhookId: string,
  { secret, formerUntil, now }: { secret: string; formerUntil: number; now: number },
): Promise<Webhook> {
  const { secret: formerSecret } = await tx.webhook.findUniqueOrThrow({
    where: { id: webhookId },
    select: { secret: true },
  });
  const data = { secret, formerSecret, formerUntil: new Date(formerUntil), updatedAt: new Date(now) };
  return shown(await tx.webhook.update({ where: { id: webhookId }, data }));
}

/** Forgets secrets that sign no more. */
export async function forgetFormer(db: Tx, now: number): Promise<void> {
  await db.webhook.updateMany({
    where: { formerUntil: { lte: new Date(now) } },
    data: { formerSecret: null, formerUntil: null },
  });
}

/** Locks a webhook. */
export async function lock(tx: Tx, webhookId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM webhook WHERE id = ${webhookId} FOR UPDATE`;
}

/** Removes a webhook with everything of it. */
export async function remove(tx: Tx, webhookId: string): Promise<void> {
  await tx.webhookAttempt.deleteMany({ where: { delivery: { webhookId } } });
  await tx.webhookDelivery.deleteMany({ where: { webhookId } });
  await tx.webhook.deleteMany({ where: { id: webhookId } });
}

/** What a delivery needs of its webhook; null: gone or disabled. */
export interface WebhookTarget {
  url: string;
  /** Sealed, the newest first: every one signs. */
  secrets: string[];
  /** Epoch milliseconds. */
  failingSince: number | null;
}

/** The target of an active webhook. */
export async function findTarget(
  db: Tx,
  { webhookId, now }: { webhookId: string; now: number },
): Promise<WebhookTarget | null> {
  const row = await db.webhook.findUnique({
    where: { id: webhookId, status: 'active' },
    select: { url: true, secret: true, formerSecret: true, formerUntil: true, failingSince: true },
  });
  if (!row) return null;
  const { url, secret, formerSecret, formerUntil, failingSince } = row;
  const isFormerValid = formerSecret !== null && formerUntil !== null && formerUntil.getTime() > now;
  return {
    url,
    secrets: [secret, ...(isFormerValid ? [formerSecret] : [])],
    failingSince: failingSince && failingSince.getTime(),
  };
}

/** Notes that a webhook works, or since when it does not. */
export async function noteResult(
  tx: Tx,
  webhookId: string,
  { isTaken, now }: { isTaken: boolean; now: number },
): Promise<void> {
  await (isTaken
    ? tx.webhook.updateMany({
        where: { id: webhookId, failingSince: { not: null } },
        data: { failingSince: null },
      })
    : tx.webhook.updateMany({
        where: { id: webhookId, failingSince: null },
        data: { failingSince: new Date(now) },
      }));
}

/** Disables an active webhook; what is on its way has failed. */
export async function disable(
  tx: Tx,
  webhookId: string,
  { reason, now }: { reason: string | null; now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.webhook.updateMany({
    where: { id: webhookId, status: 'active' },
    data: { status: 'disabled', disabledReason: reason, updatedAt: at },
  });
  await tx.webhookDelivery.updateMany({
    where: { webhookId, status: 'pending' },
    data: { status: 'failed', nextAttemptAt: null, settledAt: at },
  });
}
