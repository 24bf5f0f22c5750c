import { z } from 'zod';
import type { Refusals } from '../../../domain/sending/retry.ts';
import { RETRY_HOURS as DEFAULT_HOURS } from '../access/organisation.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';

/** For how many hours a message is tried that a server puts off (D2). */
export const RETRY_HOURS = Prisma.sql`coalesce(
  (SELECT (o.settings->>'retryHours')::int FROM organisation o LIMIT 1), ${DEFAULT_HOURS}::int)`;

const schema = z.object({ count: z.int(), first_at: z.date().nullable(), limit_hours: z.int() });

/** How often a copy was put off, this time included; 1 is the main one. */
export async function readRefusals(
  tx: RawTx,
  { messageId, n, now }: { messageId: string; n: number; now: number },
): Promise<Refusals> {
  const rows = await (n === 1
    ? tx.$queryRaw`
        SELECT refusals AS count, first_refused_at AS first_at, ${RETRY_HOURS} AS limit_hours
        FROM message WHERE id = ${messageId}`
    : tx.$queryRaw`
        SELECT refusals AS count, first_refused_at AS first_at, ${RETRY_HOURS} AS limit_hours
        FROM message_recipient WHERE message_id = ${messageId} AND n = ${n}`);
  const [row] = z.array(schema).parse(rows);
  if (!row) throw new Error(`no copy ${n} of message ${messageId}`);
  return { count: row.count + 1, firstAt: row.first_at?.getTime() ?? now, limitHours: row.limit_hours };
}

/**
 * Whether a policy concerns this message alone (D2): it was refused by one before, and since then its mailbox, which works,
 * had another message accepted.
 */
export async function isRefusedAlone(
  tx: RawTx,
  { messageId, mailboxId }: { messageId: string; mailboxId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM message m JOIN mailbox b ON b.id = ${mailboxId}
    WHERE m.id = ${messageId} AND m.policy_refused_at IS NOT NULL AND b.status <> 'failing'
      AND EXISTS (
        SELECT FROM message s
        WHERE s.status = 'sent'::text AND s.settled_at >= m.policy_refused_at AND s.mailbox_id = ${mailboxId}
          AND s.id <> m.id)`;
  return rows.length > 0;
}

/**
 * The same of a copy that is tried by itself: what refused it before is in its attempts, where it waits with a permanent
 * answer.
 */
export async function isCopyRefusedAlone(
  tx: RawTx,
  { messageId, n, mailboxId }: { messageId: string; n: number; mailboxId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM mailbox b
    WHERE b.id = ${mailboxId} AND b.status <> 'failing' AND EXISTS (
      SELECT FROM message_attempt a JOIN message s ON s.mailbox_id = b.id AND s.settled_at >= a.ended_at
      WHERE a.message_id = ${messageId} AND a.n = ${n} AND a.result = 'waiting' AND a.code >= 500
        AND s.status = 'sent'::text AND s.id <> a.message_id)`;
  return rows.length > 0;
}
