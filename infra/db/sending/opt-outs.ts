import { z } from 'zod';
import type { Suppression } from '../../../contracts/sending/suppressions.ts';
import type { Tx } from '../client.ts';
import { SUPPRESSION_COLUMNS, suppressionRowSchema } from './suppression-rows.ts';

/** Who entered what its owner asked for by sms (M7): the word itself, or a gateway that had heard it. */
const BY_ITS_OWNER = ['sms', 'server'] as const;

/**
 * Enters that a number opted out, beside whatever else it is suppressed for: what a person blocked stays blocked when its owner
 * opts in again. Of a number that was forgotten only the hash is known, which stays as it is.
 *
 * @returns the entry; null: it has opted out already
 */
export async function optOut(
  tx: Tx,
  { id, number, authorId, now }: { id: string; number: string; authorId: string; now: number },
): Promise<Suppression | null> {
  const rows = await tx.$queryRaw`
    INSERT INTO suppression AS s (id, channel, address_key, address, reason, note, source, author_id, created_at)
    SELECT ${id}, 'sms', ${number}, ${number}, 'unsubscribed', NULL, 'sms', ${authorId}, ${new Date(now)}
    WHERE NOT EXISTS (SELECT FROM suppression e WHERE e.channel = 'sms' AND e.address_key = erased_key(${number}))
    ON CONFLICT (channel, address_key, author_id) DO UPDATE SET reason = 'unsubscribed', source = 'sms',
      note = NULL, created_at = excluded.created_at, expires_at = NULL
    WHERE s.reason <> 'unsubscribed'
    RETURNING ${SUPPRESSION_COLUMNS}`;
  return z.array(suppressionRowSchema).parse(rows)[0] ?? null;
}

/** Takes back what the owner of a number asked for by sms, and nothing that a person entered. @returns what is gone */
export async function optIn(tx: Tx, keys: readonly string[]): Promise<Suppression[]> {
  const rows = await tx.$queryRaw`
    DELETE FROM suppression s WHERE s.channel = 'sms' AND s.address_key = ANY(${[...keys]}::text[])
      AND s.reason = 'unsubscribed' AND s.source = ANY(${[...BY_ITS_OWNER]}::text[])
    RETURNING ${SUPPRESSION_COLUMNS}`;
  return z.array(suppressionRowSchema).parse(rows);
}

/**
 * How a number stands at an instant: `open`, it gets sms; `opted_out`, its owner asked for none, and nothing else is in the way;
 * `blocked`, it gets none for another reason.
 */
export async function standingOf(
  db: Tx,
  { keys, now }: { keys: readonly string[]; now: number },
): Promise<'open' | 'opted_out' | 'blocked'> {
  const rows = await db.$queryRaw<{ isOwn: boolean }[]>`
    SELECT s.reason = 'unsubscribed' AND s.source = ANY(${[...BY_ITS_OWNER]}::text[]) AS "isOwn"
    FROM suppression s, unnest(${[...keys]}::text[]) AS k(key)
    WHERE s.channel = 'sms' AND s.address_key IN (k.key, erased_key(k.key))
      AND (s.expires_at IS NULL OR s.expires_at > ${new Date(now)})`;
  if (rows.length === 0) return 'open';
  return rows.every(({ isOwn }) => isOwn) ? 'opted_out' : 'blocked';
}
