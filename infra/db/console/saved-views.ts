import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  savedViewSchema,
  type ListSavedViewsQuery,
  type SavedView,
} from '../../../contracts/console/saved-views.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';

const rowSchema = savedViewSchema.extend({
  // An erased person's name stands in them no more, whatever the rule for new ones.
  name: z.string(),
  filters: z.record(z.string(), z.any()),
  createdAt: instantColumn,
  updatedAt: instantColumn,
});
const columns = Prisma.sql`v.id, v.owner_id AS "ownerId", v.name, v.screen, v.filters, v.is_shared AS "isShared",
  v.created_at AS "createdAt", v.updated_at AS "updatedAt"`;

/** One's own, and those that everybody has. */
const isThere = (viewer: Viewer): Prisma.Sql => Prisma.sql`(v.owner_id = ${viewer.userId} OR v.is_shared)`;

/** Names are the same in any case, however their letters are composed. */
const keyOf = (name: Prisma.Sql): Prisma.Sql => Prisma.sql`lower(normalize(${name}, NFKC))`;

/** Views that the viewer has, by name. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { screen, cursor, limit }: ListSavedViewsQuery,
): Promise<Page<SavedView>> {
  const after = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const conditions = [isThere(viewer)];
  if (screen !== undefined) conditions.push(Prisma.sql`v.screen = ${screen}`);
  if (after) conditions.push(Prisma.sql`(lower(v.name), v.id) > (lower(${after[0]}), ${after[1]})`);
  const rows = await db.$queryRaw`
    SELECT ${columns} FROM saved_view v WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY lower(v.name), v.id LIMIT ${limit + 1}`;
  return pageOf(z.array(rowSchema).parse(rows), limit, ({ name, id }) => [name, id]);
}

/** One view that the viewer has, locked until the transaction ends; null: there is none. */
export async function lock(tx: Tx, viewer: Viewer, viewId: string): Promise<SavedView | null> {
  const rows = await tx.$queryRaw`
    SELECT ${columns} FROM saved_view v WHERE v.id = ${viewId} AND ${isThere(viewer)} FOR UPDATE`;
  return z.array(rowSchema).parse(rows)[0] ?? null;
}

/** Whether another one for the screen has the name: of the owner, or, for a shared one, of everybody. */
export async function isNameTaken(
  db: Tx,
  _viewer: Viewer,
  view: Pick<SavedView, 'id' | 'ownerId' | 'screen' | 'name' | 'isShared'>,
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT FROM saved_view v WHERE v.id <> ${view.id} AND v.screen = ${view.screen}
      AND (v.owner_id = ${view.ownerId} OR (v.is_shared AND ${view.isShared}))
      AND ${keyOf(Prisma.sql`v.name`)} = ${keyOf(Prisma.sql`${view.name}::text`)} LIMIT 1`;
  return rows.length > 0;
}

/** Stores a new view; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, ...view }: Omit<SavedView, 'createdAt' | 'updatedAt'> & { now: number },
): Promise<SavedView> {
  const at = new Date(now);
  return shown(await tx.savedView.create({ data: { ...view, createdAt: at, updatedAt: at } }));
}

/** Changes a view. */
export async function update(
  tx: Tx,
  viewId: string,
  { now, ...change }: Pick<SavedView, 'name' | 'filters' | 'isShared'> & { now: number },
): Promise<SavedView> {
  const data = { ...change, updatedAt: new Date(now) };
  return shown(await tx.savedView.update({ where: { id: viewId }, data }));
}

/** Removes a view. */
export async function remove(tx: Tx, viewId: string): Promise<void> {
  await tx.savedView.delete({ where: { id: viewId } });
}

const shown = (row: unknown): SavedView => rowSchema.parse(row);
