import { z } from 'zod';
import type { Ceiling, Viewer } from '../../../contracts/actor.ts';
import type { ApiKey, ListApiKeysQuery } from '../../../contracts/access/api-keys.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Database, Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma, type ApiKey as Row } from '../generated/client.ts';
import { readByKey } from '../raw-transaction.ts';
import { callersOf, KEY_IS_GOOD, RIGHTS_OF_FOUND } from './callers.ts';
import { isoOf, isoOrNull, jsonOf } from '../rows.ts';

/**
 * Whose key this is, by the hash of the key; null when unknown, revoked, expired, or its user is not active. One
 * statement at every call, so that a revocation holds at once; it notes the use at most once a minute.
 */
export async function authenticate(db: Database, hash: string): Promise<Viewer | null> {
  const rows = await readByKey(
    db,
    Prisma.sql`
    WITH found AS (
      SELECT k.id AS key_id, NULL AS session_id, k.last_used_at, k.ceiling, u.id AS user_id, u.role
      FROM api_key k JOIN app_user u ON u.id = k.user_id
      WHERE k.hash = ${hash} AND ${KEY_IS_GOOD}
    ), used AS (
      UPDATE api_key SET last_used_at = now()
      WHERE id IN (SELECT id FROM api_key WHERE id IN (
          SELECT key_id FROM found WHERE last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
        FOR NO KEY UPDATE SKIP LOCKED)
    )
    ${RIGHTS_OF_FOUND}`,
  );
  return callersOf(rows)[0] ?? null;
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
