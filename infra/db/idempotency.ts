import { z } from 'zod';
import type { Tx } from './client.ts';
import { jsonOf } from './rows.ts';

/** A creating call that came with an `Idempotency-Key` (O8). Times are epoch milliseconds. */
export interface ClaimInput {
  userId: string;
  key: string;
  operation: string;
  bodyHash: string;
  now: number;
  /** Keys claimed before this instant are forgotten. */
  forgetBefore: number;
}

/** What an earlier call with the same key left. `response` is its body when `isDone`. */
export interface EarlierCall {
  operation: string;
  bodyHash: string;
  isDone: boolean;
  response: unknown;
}

const earlierSchema = z.object({
  operation: z.string(),
  bodyHash: z.string(),
  isDone: z.boolean(),
  response: z.unknown(),
});

/** Stored as `status` of a finished call; the operation itself knows the real one. */
const DONE = 200;

/**
 * Claims a key for this transaction, or tells what an earlier call left. Two calls with the same key at once
 * serialise: the second waits for the first to commit and then sees its reply.
 * @returns null when the key is now ours.
 */
export async function claim(tx: Tx, input: ClaimInput): Promise<EarlierCall | null> {
  const { userId, key, operation, bodyHash } = input;
  const now = new Date(input.now);
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_key AS k (user_id, key, operation, body_hash, created_at)
    VALUES (${userId}, ${key}, ${operation}, ${bodyHash}, ${now})
    ON CONFLICT (user_id, key) DO UPDATE
      SET operation = excluded.operation, body_hash = excluded.body_hash, created_at = excluded.created_at,
          status = NULL, response = NULL
      WHERE k.created_at < ${new Date(input.forgetBefore)}`;
  if (claimed > 0) return null;
  const rows = await tx.$queryRaw`
    SELECT operation, body_hash AS "bodyHash", status IS NOT NULL AS "isDone", response
    FROM idempotency_key WHERE user_id = ${userId} AND key = ${key}`;
  return earlierSchema.parse(z.array(z.unknown()).parse(rows)[0]);
}

/** Stores the reply of the call that holds the key; `reply` is the response body. */
export async function saveReply(tx: Tx, userId: string, key: string, reply: unknown): Promise<void> {
  await tx.idempotencyKey.update({
    where: { userId_key: { userId, key } },
    data: { status: DONE, response: jsonOf(reply) },
  });
}

/** Puts another reply in the place of one, unless somebody else did. @returns whether it was there */
export async function replaceReply(
  tx: Tx,
  { userId, key, from, to }: { userId: string; key: string; from: unknown; to: unknown },
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE idempotency_key SET response = ${JSON.stringify(to)}::jsonb
    WHERE user_id = ${userId} AND key = ${key} AND response = ${JSON.stringify(from)}::jsonb`;
  return changed > 0;
}

/** Removes keys claimed before an instant (epoch milliseconds). @returns how many */
export async function forget(tx: Tx, before: number): Promise<number> {
  const { count } = await tx.idempotencyKey.deleteMany({ where: { createdAt: { lt: new Date(before) } } });
  return count;
}
