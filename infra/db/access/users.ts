import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { PERMISSIONS, ROLES, type Permission, type Role } from '../../../contracts/permissions.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { ListUsersQuery, User } from '../../../contracts/access/users.ts';
import { effectivePermissions } from '../../../domain/access/permissions.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Prisma } from '../generated/client.ts';
import { isoOf } from '../rows.ts';

const withPermissions = { permissions: true } satisfies Prisma.UserInclude;
type Row = Prisma.UserGetPayload<{ include: typeof withPermissions }>;

const overridesSchema = z.array(
  z.object({ permission: z.enum(PERMISSIONS), isGranted: z.boolean(), userId: z.string() }),
);

function shown(row: Row): User {
  const role = z.enum(ROLES).parse(row.role);
  const overrides = overridesSchema.parse(row.permissions);
  const named = (isGranted: boolean): Permission[] =>
    overrides.filter((each) => each.isGranted === isGranted).map((each) => each.permission);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role,
    isActive: row.isActive,
    granted: named(true),
    taken: named(false),
    permissions: effectivePermissions(role, overrides),
    createdAt: isoOf(row.createdAt),
  };
}

/** One user; everybody may know of everybody. */
export async function find(db: Tx, _viewer: Viewer, userId: string): Promise<User | null> {
  const row = await db.user.findUnique({ where: { id: userId }, include: withPermissions });
  return row && shown(row);
}

/** Those of these users that exist; everybody may know of everybody. */
export async function findAll(db: Tx, userIds: readonly string[]): Promise<User[]> {
  const ids = [...new Set(userIds)];
  const rows = await db.user.findMany({ where: { id: { in: ids } }, include: withPermissions });
  return rows.map(shown);
}

/** Users in the order they were made. */
export async function list(db: Tx, _viewer: Viewer, query: ListUsersQuery): Promise<Page<User>> {
  const after = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.user.findMany({
    where: { role: query.role, isActive: query.isActive, id: after ? { gt: after[0] } : undefined },
    include: withPermissions,
    orderBy: { id: 'asc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (user) => [user.id]);
}

/** Those of the ids that are active users. */
export async function activeOnes(db: Tx, userIds: readonly string[]): Promise<string[]> {
  const rows = await db.user.findMany({
    where: { id: { in: [...userIds] }, isActive: true },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Names of users, by id. */
export async function namesOf(db: Tx, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db.user.findMany({
    where: { id: { in: [...userIds] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Whether another user has this address, in any case. */
export async function isEmailTaken(db: Tx, email: string, exceptId: string | null): Promise<boolean> {
  const row = await db.user.findUnique({ where: { emailKey: email.toLowerCase() }, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

const adminSchema = z.object({ id: z.string(), hasAll: z.boolean() });
/** An active admin; `hasAll`: no permission was taken from them. */
export type ActiveAdmin = z.infer<typeof adminSchema>;

/**
 * Locks a user who is to change, and every active admin, so that two of them cannot each take the role of the other at
 * once.
 * @returns the active admins
 */
export async function lockWithAdmins(tx: Tx, userId: string): Promise<ActiveAdmin[]> {
  await tx.$queryRaw`
    SELECT id FROM app_user WHERE id = ${userId} OR (role = 'admin' AND is_active) ORDER BY id FOR NO KEY UPDATE`;
  // A statement of its own: it sees what was committed while the locks were waited for.
  const rows = await tx.$queryRaw`
    SELECT u.id, NOT EXISTS (
      SELECT FROM user_permission p WHERE p.user_id = u.id AND NOT p.is_granted) AS "hasAll"
    FROM app_user u WHERE u.role = 'admin' AND u.is_active ORDER BY u.id`;
  return z.array(adminSchema).parse(rows);
}

/** How many users there are, active or not. */
export const count = (db: Tx): Promise<number> => db.user.count();

/** A new user as stored; `now` is epoch milliseconds. */
export interface NewUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  now: number;
}

/** Inserts an active user without overrides. */
export async function insert(tx: Tx, { now, ...user }: NewUser): Promise<void> {
  await tx.user.create({
    data: { ...user, emailKey: user.email.toLowerCase(), isActive: true, createdAt: new Date(now) },
  });
}

/** Changes the given columns of a user. */
export async function update(
  tx: Tx,
  userId: string,
  change: { name?: string; email?: string; role?: Role; isActive?: boolean },
): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { ...change, emailKey: change.email?.toLowerCase() } });
}

/** Replaces what is granted to (true) or taken from (false) a user. */
export async function setOverrides(
  tx: Tx,
  userId: string,
  { permissions, isGranted }: { permissions: readonly Permission[]; isGranted: boolean },
): Promise<void> {
  const chosen = [...new Set(permissions)];
  await tx.userPermission.deleteMany({
    where: { userId, OR: [{ isGranted }, { permission: { in: chosen } }] },
  });
  await tx.userPermission.createMany({
    data: chosen.map((permission) => ({ userId, permission, isGranted })),
  });
}
