import type { Viewer } from '../../../contracts/actor.ts';
import type { Preferences } from '../../../contracts/console/preferences.ts';
import type { Tx } from '../client.ts';

/** How a user likes the console; null: nothing was chosen. */
export async function find(db: Tx, _viewer: Viewer, userId: string): Promise<Preferences | null> {
  const select = { hasSingleKeys: true, hasDenseRows: true, locale: true, zone: true };
  return db.preferences.findUnique({ where: { userId }, select });
}

/** Keeps what a user has chosen; `now` is epoch milliseconds. */
export async function save(
  tx: Tx,
  { userId, now, ...chosen }: Preferences & { userId: string; now: number },
): Promise<void> {
  const data = { ...chosen, updatedAt: new Date(now) };
  await tx.preferences.upsert({ where: { userId }, create: { userId, ...data }, update: data });
}
