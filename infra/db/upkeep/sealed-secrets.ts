import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** Columns with sealed secrets (M1, O10): `v1.<key id>.<data>`, and what names their rows. */
const SEALED: readonly { table: string; column: string; key?: string }[] = [
  { table: 'mailbox', column: 'smtp_secret' },
  { table: 'mailbox', column: 'imap_secret' },
  { table: 'oauth_provider', column: 'client_secret' },
  { table: 'mailbox_oauth', column: 'access_token', key: 'mailbox_id' },
  { table: 'mailbox_oauth', column: 'refresh_token', key: 'mailbox_id' },
  { table: 'oauth_flow', column: 'verifier', key: 'state_hash' },
  { table: 'webhook', column: 'secret' },
  { table: 'webhook', column: 'former_secret' },
  { table: 'erasure', column: 'terms' },
];

/** How many secrets are sealed with a key. */
export interface SealedCount {
  keyId: string;
  secrets: number;
  /** Replies with a secret, kept for a day (O8): they are not sealed anew. */
  replies: number;
}

/** Counts secrets by their keys. */
export async function countByKey(db: Tx): Promise<SealedCount[]> {
  const each = SEALED.map(
    ({ table, column }) => Prisma.sql`
      SELECT split_part(${Prisma.raw(column)}, '.', 2) AS key_id, 1 AS secrets, 0 AS replies
      FROM ${Prisma.raw(table)} WHERE ${Prisma.raw(column)} IS NOT NULL`,
  );
  return db.$queryRaw<SealedCount[]>`
    SELECT key_id AS "keyId", sum(secrets)::int AS secrets, sum(replies)::int AS replies FROM (
      ${Prisma.join(each, ' UNION ALL ')}
      UNION ALL SELECT found[1], 0, 1 FROM idempotency_key,
        regexp_matches(response::text, '"v1\\.([0-9a-f]{8})\\.', 'g') AS found) AS all_secrets
    GROUP BY key_id ORDER BY key_id`;
}

/** A secret, and where it stands. */
export interface SealedSecret {
  place: number;
  id: string;
  sealed: string;
}

/** Secrets that one of these keys sealed. */
export async function findSealedWith(
  db: Tx,
  { keyIds, limit }: { keyIds: readonly string[]; limit: number },
): Promise<SealedSecret[]> {
  if (keyIds.length === 0) return [];
  const each = SEALED.map(
    ({ table, column, key = 'id' }, place) => Prisma.sql`
      SELECT ${place}::int AS place, ${Prisma.raw(key)} AS id, ${Prisma.raw(column)} AS sealed FROM ${Prisma.raw(table)}
      WHERE split_part(${Prisma.raw(column)}, '.', 2) = ANY(${[...keyIds]}::text[])`,
  );
  return db.$queryRaw<SealedSecret[]>`${Prisma.join(each, ' UNION ALL ')} ORDER BY 1, 2 LIMIT ${limit}`;
}

/** Puts a secret in that was sealed anew, unless it was changed meanwhile. @returns whether it did */
export async function replace(
  db: Tx,
  { place, id, sealed, anew }: SealedSecret & { anew: string },
): Promise<boolean> {
  const { table, column, key = 'id' } = SEALED[place]!;
  const changed = await db.$executeRaw`
    UPDATE ${Prisma.raw(table)} SET ${Prisma.raw(column)} = ${anew} WHERE ${Prisma.raw(key)} = ${id}
      AND ${Prisma.raw(column)} = ${sealed}`;
  return changed === 1;
}
