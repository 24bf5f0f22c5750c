import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerList, ListListsQuery, ListMember } from '../../../contracts/customers/lists.ts';
import type { Page } from '../../../contracts/paging.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameKey: z.string(),
  description: z.string().nullable(),
  isArchived: z.boolean(),
  memberCount: z.int(),
  createdById: z.string(),
  createdAt: instantColumn,
  updatedAt: instantColumn,
});

async function query(db: Tx, viewer: Viewer, where: Prisma.Sql, limit: number) {
  const rows = await db.$queryRaw`
    SELECT l.id, l.name, l.name_key AS "nameKey", l.description, l.archived_at IS NOT NULL AS "isArchived",
      l.created_by_id AS "createdById",
      l.created_at AS "createdAt", l.updated_at AS "updatedAt",
      (SELECT count(*)::int FROM list_member m JOIN customer c ON c.id = m.customer_id
        WHERE m.list_id = l.id AND ${customerIsVisible(viewer, 'c')}) AS "memberCount"
    FROM list l WHERE ${where} ORDER BY l.name_key LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

const shown = ({ nameKey: _nameKey, ...list }: z.infer<typeof rowSchema>): CustomerList => list;

/** Lists by name; each counts the members that the viewer may see. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { search, includeArchived, cursor, limit }: ListListsQuery,
): Promise<Page<CustomerList>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const conditions = [includeArchived ? Prisma.sql`TRUE` : Prisma.sql`l.archived_at IS NULL`];
  if (after) conditions.push(Prisma.sql`l.name_key > ${after[0]}`);
  if (search !== undefined) conditions.push(Prisma.sql`strpos(l.name_key, ${nameKeyOf(search)}) > 0`);
  const rows = await query(db, viewer, Prisma.join(conditions, ' AND '), limit + 1);
  const { items, nextCursor } = pageOf(rows, limit, (row) => [row.nameKey]);
  return { items: items.map(shown), nextCursor };
}

/** One list; null when there is none. */
export async function find(db: Tx, viewer: Viewer, listId: string): Promise<CustomerList | null> {
  const [row] = await query(db, viewer, Prisma.sql`l.id = ${listId}`, 1);
  return row ? shown(row) : null;
}

/**
 * Locks a list until the transaction ends: `shared` for who changes its members, many at once; `alone` for who archives or
 * deletes it, or has a sequence follow it. The statements after it see what was committed before.
 */
export async function lock(tx: Tx, listId: string, how: 'shared' | 'alone'): Promise<void> {
  const strength = how === 'shared' ? Prisma.sql`FOR SHARE` : Prisma.sql`FOR UPDATE`;
  await tx.$queryRaw`SELECT id FROM list WHERE id = ${listId} ${strength}`;
}

/** Id of the list with this name, in any case. */
export async function idOfName(db: Tx, _viewer: Viewer, name: string): Promise<string | null> {
  const row = await db.list.findUnique({ where: { nameKey: nameKeyOf(name) }, select: { id: true } });
  return row?.id ?? null;
}

/** Inserts an empty list; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { now, name, ...list }: Pick<CustomerList, 'id' | 'name' | 'description' | 'createdById'> & { now: number },
): Promise<void> {
  const at = new Date(now);
  await tx.list.create({ data: { ...list, name, nameKey: nameKeyOf(name), createdAt: at, updatedAt: at } });
}

/** Changes the given columns. */
export async function update(
  tx: Tx,
  listId: string,
  {
    name,
    description,
    isArchived,
    now,
  }: {
    name?: string | undefined;
    description?: string | null | undefined;
    isArchived?: boolean | undefined;
    now: number;
  },
): Promise<void> {
  const named = name === undefined ? {} : { name, nameKey: nameKeyOf(name) };
  const kept = isArchived === undefined ? {} : { archivedAt: isArchived ? new Date(now) : null };
  const data = { ...named, ...kept, description, updatedAt: new Date(now) };
  await tx.list.update({ where: { id: listId }, data });
}

/** Deletes a list with its memberships. @returns how many members it had, hidden ones included */
export async function remove(tx: Tx, listId: string): Promise<number> {
  const { count } = await tx.listMember.deleteMany({ where: { listId } });
  await tx.list.delete({ where: { id: listId } });
  return count;
}

const memberSchema = z.object({
  customerId: z.string(),
  customerName: z.string(),
  addedById: z.string(),
  addedAt: instantColumn,
});

/** Members that the viewer may see, by id of the customer. */
export async function members(
  db: Tx,
  viewer: Viewer,
  { listId, cursor, limit }: { listId: string; cursor?: string | undefined; limit: number },
): Promise<Page<ListMember>> {
  const after = decodeCursor(cursor, z.tuple([z.string()]));
  const rows = await db.$queryRaw`
    SELECT c.id AS "customerId", c.name AS "customerName", m.added_by_id AS "addedById", m.added_at AS "addedAt"
    FROM list_member m JOIN customer c ON c.id = m.customer_id
    WHERE m.list_id = ${listId} AND m.customer_id > ${after?.[0] ?? ''} AND ${customerIsVisible(viewer, 'c')}
    ORDER BY m.customer_id LIMIT ${limit + 1}`;
  return pageOf(z.array(memberSchema).parse(rows), limit, (row) => [row.customerId]);
}

/** Puts a customer on a list; false when it was there. `now` is epoch milliseconds. */
export async function addMember(
  tx: Tx,
  member: { listId: string; customerId: string; actorId: string; now: number },
): Promise<boolean> {
  const added = await tx.$executeRaw`
    INSERT INTO list_member (list_id, customer_id, added_at, added_by_id)
    VALUES (${member.listId}, ${member.customerId}, ${new Date(member.now)}, ${member.actorId}) ON CONFLICT DO NOTHING`;
  return added > 0;
}

/** Whether a customer is on a list. */
export async function isMember(
  tx: Tx,
  { listId, customerId }: { listId: string; customerId: string },
): Promise<boolean> {
  return (await tx.listMember.count({ where: { listId, customerId } })) > 0;
}

/** Locks a membership, if there is one, until the transaction ends. */
export async function lockMember(
  tx: Tx,
  { listId, customerId }: { listId: string; customerId: string },
): Promise<void> {
  await tx.$queryRaw`
    SELECT customer_id FROM list_member WHERE list_id = ${listId} AND customer_id = ${customerId} FOR UPDATE`;
}

/** Takes a customer off a list; false when it was not there. */
export async function removeMember(
  tx: Tx,
  { listId, customerId }: { listId: string; customerId: string },
): Promise<boolean> {
  return (await tx.listMember.deleteMany({ where: { listId, customerId } })).count > 0;
}
