import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { User } from '../../../contracts/access/users.ts';
import type {
  CustomerGroups,
  GroupCustomer,
  GroupMembers,
  VisibilityGroup,
} from '../../../contracts/access/visibility-groups.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  memberCount: z.int(),
  customerCount: z.int(),
  createdAt: instantColumn,
});

async function query(
  db: Tx,
  viewer: Viewer,
  { where, limit }: { where: Prisma.Sql; limit: number },
): Promise<VisibilityGroup[]> {
  const rows = await db.$queryRaw`
    SELECT g.id, g.name, g.created_at AS "createdAt",
      (SELECT count(*)::int FROM visibility_group_user u WHERE u.group_id = g.id) AS "memberCount",
      (SELECT count(*)::int FROM visibility_group_customer v JOIN customer c ON c.id = v.customer_id
        WHERE v.group_id = g.id AND ${customerIsVisible(viewer, 'c')}) AS "customerCount"
    FROM visibility_group g WHERE ${where} ORDER BY g.id LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** One group; null when there is none. Its count covers the customers the viewer may see. */
export async function find(db: Tx, viewer: Viewer, groupId: string): Promise<VisibilityGroup | null> {
  return (await query(db, viewer, { where: Prisma.sql`g.id = ${groupId}`, limit: 1 }))[0] ?? null;
}

/** Groups in the order they were made. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<VisibilityGroup>> {
  const [after] = decodeCursor(cursor, z.tuple([z.string()])) ?? [''];
  const rows = await query(db, viewer, { where: Prisma.sql`g.id > ${after}`, limit: limit + 1 });
  return pageOf(rows, limit, (row) => [row.id]);
}

/** Whether another group has this name, in any case. */
export async function isNameTaken(db: Tx, name: string, exceptId: string | null): Promise<boolean> {
  const row = await db.visibilityGroup.findUnique({
    where: { nameKey: name.toLowerCase() },
    select: { id: true },
  });
  return row !== null && row.id !== exceptId;
}

/** Inserts a group without members; `now` is epoch milliseconds. */
export async function insert(
  tx: Tx,
  { id, name, now }: { id: string; name: string; now: number },
): Promise<void> {
  await tx.visibilityGroup.create({
    data: { id, name, nameKey: name.toLowerCase(), createdAt: new Date(now) },
  });
}

/** Gives a group another name. */
export async function rename(tx: Tx, groupId: string, name: string): Promise<void> {
  await tx.visibilityGroup.update({ where: { id: groupId }, data: { name, nameKey: name.toLowerCase() } });
}

/** Keeps groups from being removed until the transaction ends. @returns those that are there */
export async function keep(tx: Tx, groupIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw`
    SELECT id FROM visibility_group WHERE id = ANY(${[...groupIds]}::text[]) ORDER BY id FOR KEY SHARE`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Removes a group with its memberships, unless it has customers. @returns whether it was removed */
export async function removeEmpty(tx: Tx, groupId: string): Promise<boolean> {
  // Locked first: a customer that enters meanwhile refers to the row, and waits.
  await tx.$queryRaw`SELECT id FROM visibility_group WHERE id = ${groupId} FOR UPDATE`;
  if ((await tx.visibilityGroupCustomer.count({ where: { groupId } })) > 0) return false;
  await tx.visibilityGroupUser.deleteMany({ where: { groupId } });
  return (await tx.visibilityGroup.deleteMany({ where: { id: groupId } })).count > 0;
}

/** Members of a group by name; everybody may know of everybody. */
export async function listMembers(db: Tx, _viewer: Viewer, groupId: string): Promise<GroupMembers> {
  const rows = await db.visibilityGroupUser.findMany({ where: { groupId }, select: { userId: true } });
  const items = await db.user.findMany({
    where: { id: { in: rows.map((row) => row.userId) } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, email: true },
  });
  return { items };
}

/** Those of the ids that are users. */
export async function knownUsers(db: Tx, userIds: readonly string[]): Promise<string[]> {
  const rows = await db.user.findMany({ where: { id: { in: [...userIds] } }, select: { id: true } });
  return rows.map((row) => row.id);
}

/** Replaces the members of a group. */
export async function setMembers(tx: Tx, groupId: string, userIds: readonly string[]): Promise<void> {
  await tx.visibilityGroupUser.deleteMany({ where: { groupId, userId: { notIn: [...userIds] } } });
  await tx.visibilityGroupUser.createMany({
    data: [...new Set(userIds)].map((userId) => ({ groupId, userId })),
    skipDuplicates: true,
  });
}

/** Customers of a group that the viewer may see, by name. */
export async function listCustomers(
  db: Tx,
  viewer: Viewer,
  { groupId, cursor, limit }: { groupId: string; cursor?: string | undefined; limit: number },
): Promise<Page<GroupCustomer>> {
  const [name, id] = decodeCursor(cursor, z.tuple([z.string(), z.string()])) ?? [null, null];
  const rows = await db.$queryRaw`
    SELECT c.id, c.name, c.external_id AS "externalId"
    FROM visibility_group_customer v JOIN customer c ON c.id = v.customer_id
    WHERE v.group_id = ${groupId} AND ${customerIsVisible(viewer, 'c')}
      AND (${id}::text IS NULL OR (c.name, c.id) > (${name}::text, ${id}::text))
    ORDER BY c.name, c.id LIMIT ${limit + 1}`;
  const schema = z.object({ id: z.string(), name: z.string(), externalId: z.string().nullable() });
  return pageOf(z.array(schema).parse(rows), limit, (row) => [row.name, row.id]);
}

/** Groups of a customer by name; null when it is absent or hidden. */
export async function listOfCustomer(
  db: Tx,
  viewer: Viewer,
  customerId: string,
): Promise<CustomerGroups | null> {
  const rows = await db.$queryRaw`
    SELECT g.id, g.name FROM customer c
    LEFT JOIN visibility_group_customer v ON v.customer_id = c.id
    LEFT JOIN visibility_group g ON g.id = v.group_id
    WHERE c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')} ORDER BY g.name, g.id`;
  const schema = z.object({ id: z.string().nullable(), name: z.string().nullable() });
  const groups = z.array(schema).parse(rows);
  if (groups.length === 0) return null;
  return { items: groups.flatMap(({ id, name }) => (id !== null && name !== null ? [{ id, name }] : [])) };
}

/** Whether another user sees a customer that is hidden from the viewer. */
export async function seesMore(
  db: Tx,
  viewer: Viewer,
  other: Pick<User, 'id' | 'role' | 'permissions'>,
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM visibility_group_customer v JOIN customer c ON c.id = v.customer_id
    WHERE ${customerIsVisible({ ...other, userId: other.id }, 'c')}
      -- Unknown where there is no owner.
      AND ${customerIsVisible(viewer, 'c')} IS NOT TRUE LIMIT 1`;
  return rows.length > 0;
}

/** Those of the ids that are customers the viewer may see, locked in the order of their ids. */
export async function lockVisible(tx: Tx, viewer: Viewer, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw`
    SELECT c.id FROM customer c WHERE c.id = ANY(${[...customerIds]}::text[]) AND ${customerIsVisible(viewer, 'c')}
    ORDER BY c.id FOR NO KEY UPDATE`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/** Puts customers into groups. @returns the customers that were not in theirs before */
export async function addCustomers(
  tx: Tx,
  pairs: readonly { groupId: string; customerId: string }[],
): Promise<string[]> {
  const rows = await tx.visibilityGroupCustomer.createManyAndReturn({
    data: [...pairs],
    skipDuplicates: true,
  });
  return rows.map((row) => row.customerId);
}

/** Takes customers out of a group. @returns those that were in it */
export async function removeCustomers(
  tx: Tx,
  { groupIds, customerIds }: { groupIds: readonly string[]; customerIds: readonly string[] },
): Promise<string[]> {
  const rows = await tx.$queryRaw`
    DELETE FROM visibility_group_customer
    WHERE group_id = ANY(${[...groupIds]}::text[]) AND customer_id = ANY(${[...customerIds]}::text[])
    RETURNING customer_id AS id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
