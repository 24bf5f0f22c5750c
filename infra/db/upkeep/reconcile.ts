import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { ListFindingsQuery, ReconcileFinding } from '../../../contracts/upkeep/reconcile.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { isoOf } from '../rows.ts';

/** What was found, newest first (O9). */
export async function listFindings(
  db: Tx,
  _viewer: Viewer,
  { limit, cursor }: ListFindingsQuery,
): Promise<Page<ReconcileFinding>> {
  const before = decodeCursor(cursor, z.tuple([z.string().regex(/^\d{1,18}$/)]));
  const rows = await db.reconcileFinding.findMany({
    ...(before && { where: { id: { lt: BigInt(before[0]) } } }),
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const shown = rows.map((row) => ({ ...row, id: String(row.id), at: isoOf(row.at) }));
  return pageOf(shown, limit, (row) => [row.id]);
}

/** Forgets what was found before an instant (epoch milliseconds). */
export async function forgetFindings(db: Tx, before: number): Promise<void> {
  await db.reconcileFinding.deleteMany({ where: { at: { lt: new Date(before) } } });
}

/** Writes down what was found (O9). */
export async function recordFindings(
  db: Tx,
  findings: readonly { kind: string; entity: string; entityId: string; isRepaired: boolean }[],
  now: number,
): Promise<void> {
  if (findings.length === 0) return;
  await db.reconcileFinding.createMany({
    data: findings.map((finding) => ({ ...finding, at: new Date(now) })),
  });
}
