import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Session } from '../../../contracts/access/sessions.ts';
import {
  SESSION_IDLE_SECONDS,
  SESSION_MOST_SECONDS,
  SESSIONS_PER_USER,
  SIGN_IN_CODE_SECONDS,
} from '../../../domain/access/session.ts';
import type { Database, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { readByKey } from '../raw-transaction.ts';
import { instantColumn } from '../rows.ts';
import { callersOf, KEY_IS_GOOD, RIGHTS_OF_FOUND, SESSION_IS_GOOD } from './callers.ts';

/** Expired ones that a sign-in clears away. */
const CLEARED_AT_ONCE = 1_000;

/**
 * Whose session this is, by the hash of its token; null when it is over, or its key is. One statement at every call, so
 * that the end of a key or a user is that of its sessions; it notes the use, of the key too, at most once a minute. All
 * times are the database's.
 */
export async function authenticate(db: Database, hash: string): Promise<Viewer | null> {
  const rows = await readByKey(
    db,
    Prisma.sql`
    WITH found AS (
      SELECT s.id AS session_id, s.last_used_at, k.id AS key_id, k.ceiling, u.id AS user_id, u.role
      FROM session s JOIN api_key k ON k.id = s.api_key_id JOIN app_user u ON u.id = k.user_id
      WHERE s.hash = ${hash} AND ${SESSION_IS_GOOD} AND ${KEY_IS_GOOD}
    ), stale AS (
      SELECT session_id, key_id FROM found WHERE last_used_at < now() - interval '1 minute'
    ), used AS (
      UPDATE session SET last_used_at = now()
      WHERE id IN (SELECT id FROM session WHERE id IN (SELECT session_id FROM stale) FOR NO KEY UPDATE SKIP LOCKED)
    ), used_key AS (
      UPDATE api_key SET last_used_at = now()
      WHERE id IN (SELECT id FROM api_key WHERE id IN (SELECT key_id FROM stale) FOR NO KEY UPDATE SKIP LOCKED)
    )
    ${RIGHTS_OF_FOUND}`,
  );
  return callersOf(rows)[0] ?? null;
}

/** What came of who called before: the same callers with their rights of the moment, those whose key or session is over left out. */
export async function stillGood(
  db: Database,
  callers: readonly { keyId: string; sessionId: string | null }[],
): Promise<Viewer[]> {
  const rows = await db.$queryRaw<unknown[]>`
    WITH found AS (
      SELECT k.id AS key_id, s.id AS session_id, k.ceiling, u.id AS user_id, u.role
      FROM jsonb_to_recordset(${JSON.stringify(callers)}::jsonb) AS c("keyId" text, "sessionId" text)
      JOIN api_key k ON k.id = c."keyId" JOIN app_user u ON u.id = k.user_id
      LEFT JOIN session s ON s.id = c."sessionId" AND s.api_key_id = k.id
      WHERE ${KEY_IS_GOOD} AND (c."sessionId" IS NULL OR ${SESSION_IS_GOOD})
    )
    ${RIGHTS_OF_FOUND}`;
  return callersOf(rows);
}

const sessionRow = z.object({
  id: z.string(),
  userId: z.string(),
  apiKeyId: z.string(),
  createdAt: instantColumn,
  idleUntil: instantColumn,
  expiresAt: instantColumn,
});

/** One session; the CSRF token comes from its token, which only its browser has. */
export async function find(db: Tx, sessionId: string): Promise<Omit<Session, 'csrfToken'> | null> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT s.id, k.user_id AS "userId", k.id AS "apiKeyId", s.created_at AS "createdAt", s.expires_at AS "expiresAt",
      least(s.expires_at, s.last_used_at + make_interval(secs => ${SESSION_IDLE_SECONDS})) AS "idleUntil"
    FROM session s JOIN api_key k ON k.id = s.api_key_id WHERE s.id = ${sessionId}`;
  return z.array(sessionRow).parse(rows)[0] ?? null;
}

/** Stores a session: it ends with its key at the latest. Expired ones go, and the user's least used beyond the limit. */
export async function insert(
  tx: Tx,
  { id, apiKeyId, userId, hash }: { id: string; apiKeyId: string; userId: string; hash: string },
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE expires_at <= now() LIMIT ${CLEARED_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
  await tx.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT s.id FROM session s JOIN api_key k ON k.id = s.api_key_id WHERE k.user_id = ${userId}
      ORDER BY s.last_used_at DESC, s.id DESC OFFSET ${SESSIONS_PER_USER - 1})`;
  await tx.$executeRaw`
    INSERT INTO session (id, api_key_id, hash, created_at, last_used_at, expires_at)
    SELECT ${id}, k.id, ${hash}, now(), now(), least(k.expires_at, now() + make_interval(secs => ${SESSION_MOST_SECONDS}))
    FROM api_key k WHERE k.id = ${apiKeyId}`;
}

/** Ends one. @returns whether there was any */
export async function end(tx: Tx, sessionId: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id: sessionId } });
  return count > 0;
}

/** Ends all of a user, whatever their key. @returns their ids */
export async function endAll(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    DELETE FROM session s USING api_key k WHERE k.id = s.api_key_id AND k.user_id = ${userId} RETURNING s.id`;
  return rows.map(({ id }) => id).sort();
}

/** Stores a code for the key. @returns when it is worth nothing any more */
export async function insertCode(
  tx: Tx,
  { apiKeyId, hash }: { apiKeyId: string; hash: string },
): Promise<string> {
  await tx.$executeRaw`DELETE FROM sign_in_code WHERE expires_at <= now()`;
  const rows = await tx.$queryRaw<unknown[]>`
    INSERT INTO sign_in_code (hash, api_key_id, expires_at)
    VALUES (${hash}, ${apiKeyId}, now() + make_interval(secs => ${SIGN_IN_CODE_SECONDS}))
    RETURNING expires_at AS "expiresAt"`;
  return z.array(z.object({ expiresAt: instantColumn })).parse(rows)[0]!.expiresAt;
}

/** Takes a code, which is gone then, and whose key it was for; null: there is none, or it or its key is over. */
export async function takeCode(tx: Tx, hash: string): Promise<Viewer | null> {
  const rows = await tx.$queryRaw<unknown[]>`
    WITH taken AS (
      DELETE FROM sign_in_code WHERE hash = ${hash} AND expires_at > now() RETURNING api_key_id
    ), found AS (
      SELECT k.id AS key_id, NULL AS session_id, k.ceiling, u.id AS user_id, u.role
      FROM taken JOIN api_key k ON k.id = taken.api_key_id JOIN app_user u ON u.id = k.user_id WHERE ${KEY_IS_GOOD}
    )
    ${RIGHTS_OF_FOUND}`;
  return callersOf(rows)[0] ?? null;
}
