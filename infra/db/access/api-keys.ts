import { z } from 'zod';
import type { Ceiling, Viewer } from '../../../contracts/actor.ts';
import type { ApiKey, ListApiKeysQuery } from '../../../contracts/access/api-keys.ts';
import { PERMISSIONS, ROLES } from '../../../contracts/permissions.ts';
import type { Page } from '../../../contracts/paging.ts';
import { effectivePermissions, within } from '../../../domain/access/permissions.ts';
import type { Database, Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma, type ApiKey as Row } from '../generated/client.ts';
import { readByKey } from '../raw-transaction.ts';
import { ORGANISATION_DEFAULTS } from './organisation.ts';
import { isoOf, isoOrNull, jsonOf } from '../rows.ts';

const ceilingSchema: z.ZodType<Ceiling> = z.object({
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
});

const ownerSchema = z.object({
  userId: z.string(),
  role: z.enum(ROLES),
  ceiling: ceilingSchema.nullable(),
  zone: z.string().nullable(),
  overrides: z.array(z.object({ permission: z.enum(PERMISSIONS), isGranted: z.boolean() })),
});

/**
 * Whose key this is, by the hash of the key; null when unknown, revoked, expired, or its user is not active. One
 * statement at every call, so that a revocation holds at once; it notes the use at most once a minute.
 */
export async function authenticate(db: Database, hash: string): Promise<Viewer | null> {
  const rows = await readByKey(
    db,
    Prisma.sql`
    WITH found AS (
      SELECT k.id, k.last_used_at, k.ceiling, u.id AS user_id, u.role
      FROM api_key k JOIN app_user u ON u.id = k.user_id
      WHERE k.hash = ${hash} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
        AND u.is_active
    ), used AS (
      UPDATE api_key SET last_used_at = now()
      WHERE id IN (SELECT id FROM api_key WHERE id IN (
          SELECT id FROM found WHERE last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        FOR NO KEY UPDATE SKIP LOCKED)
    )
    SELECT user_id AS "userId", role, ceiling, (SELECT zone FROM organisation) AS zone,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('permission', p.permission, 'isGranted', p.is_granted))
        FROM user_permission p WHERE p.user_id = found.user_id), '[]') AS overrides
    FROM found`,
  );
  const owner = z.array(ownerSchema).parse(rows)[0];
  if (!owner) return null;
  const { userId, role, overrides, ceiling, zone } = owner;
  const rights = within({ role, permissions: effectivePermissions(role, overrides) }, ceiling);
  return { userId, ...rights, ...(ceiling && { ceiling }), zone: zone ?? ORGANISATION_DEFAULTS.zone };
}

const shown = ({ hash: _hash, ceiling: _ceiling, ...row }: Row): ApiKey => ({
  ...row,
  createdAt: isoOf(row.createdAt),
  expiresAt: isoOrNull(row.expiresAt),
  revokedAt: isoOrNull(row.revokedAt),
  lastUsedAt: isoOrNull(row.lastUsedAt),
});

/** Keys the viewer may manage: all with `users.manage`, otherwise its own. */
const managed = (viewer: Viewer) =>
  viewer.permissions.includes('users.manage') ? {} : { userId: viewer.userId };

/** One key, without the key itself; null when absent or another user's. */
export async function find(db: Tx, viewer: Viewer, keyId: string): Promise<ApiKey | null> {
  const row = await db.apiKey.findFirst({ where: { AND: [{ id: keyId }, managed(viewer)] } });
  return row && shown(row);
}

/** Keys in the order they were made, newest first; `userId` narrows to one user. */
export async function list(db: Tx, viewer: Viewer, query: ListApiKeysQuery): Promise<Page<ApiKey>> {
  const before = decodeCursor(query.cursor, z.tuple([z.string()]));
  const rows = await db.apiKey.findMany({
    where: { AND: [managed(viewer), { userId: query.userId }, before ? { id: { lt: before[0] } } : {}] },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
  });
  return pageOf(rows.map(shown), query.limit, (key) => [key.id]);
}

/** A key as it is stored: `hash` is the SHA-256 of the key in hexadecimal. Times are epoch milliseconds. */
export interface NewApiKey {
  id: string;
  userId: string;
  label: string;
  hash: string;
  lastFour: string;
  expiresAt: number | null;
  /** The most it does, for a key that somebody else made. */
  ceiling: Ceiling | null;
  now: number;
}

/** Stores a new key. */
export async function insert(tx: Tx, { now, expiresAt, ceiling, ...key }: NewApiKey): Promise<ApiKey> {
  const row = await tx.apiKey.create({
    data: {
      ...key,
      ...(ceiling && { ceiling: jsonOf(ceiling) }),
      createdAt: new Date(now),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    },
  });
  return shown(row);
}

/** Revokes a key for good; a second time changes nothing. */
export async function revoke(tx: Tx, keyId: string, now: number): Promise<ApiKey> {
  await tx.apiKey.updateMany({ where: { id: keyId, revokedAt: null }, data: { revokedAt: new Date(now) } });
  return shown(await tx.apiKey.findUniqueOrThrow({ where: { id: keyId } }));
}
