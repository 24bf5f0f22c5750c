import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Tx } from '../client.ts';
import { customerIsVisible } from '../visibility.ts';

/** Most custom properties that are offered. */
const MAX_PROPERTIES = 200;

/** What a user has chosen to see beside a row; null: nothing was chosen. */
export async function find(db: Tx, _viewer: Viewer, userId: string): Promise<string[] | null> {
  const row = await db.queueCard.findUnique({ where: { userId }, select: { fields: true } });
  return row?.fields ?? null;
}

/** Keeps what a user has chosen. */
export async function save(
  tx: Tx,
  { userId, fields, now }: { userId: string; fields: readonly string[]; now: number },
): Promise<void> {
  const data = { fields: [...fields], updatedAt: new Date(now) };
  await tx.queueCard.upsert({ where: { userId }, create: { userId, ...data }, update: data });
}

/** Names of the custom properties of customers the viewer may see. */
export async function propertyNames(db: Tx, viewer: Viewer): Promise<string[]> {
  const rows = await db.$queryRaw`
    SELECT DISTINCT k AS name FROM customer c, jsonb_object_keys(c.properties) k
    WHERE ${customerIsVisible(viewer, 'c')} ORDER BY k LIMIT ${MAX_PROPERTIES}`;
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}
