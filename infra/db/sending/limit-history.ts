import { beginOf, bucketMsOf, labelOf, type Limit } from '../../../domain/sending/limits.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { columnOf } from './sender-table.ts';

/** So long a message is on its way at most, from its claim to its outcome. */
export const LONGEST_MS = 3_600_000;

/** Messages `m` that have left since an instant, or may have. */
export const leftSince = (at: Date, from: Date): Prisma.Sql => Prisma.sql`(
  SELECT * FROM message WHERE status = 'sent'::text AND settled_at >= ${at} AND handed_over_at >= ${at}
  UNION ALL
  SELECT * FROM message WHERE settled_at IS NULL AND status IN ('handed_over', 'uncertain') AND claimed_at >= ${from}
    AND handed_over_at >= ${at})`;

/** Recipients `r` of a message, of those that a limit counts. */
function recipientsOf({ scope }: Limit): Prisma.Sql {
  const domain = scope.startsWith('domain/') ? scope.slice('domain/'.length) : null;
  return Prisma.sql`r.message_id = m.id
    AND (${domain}::text IS NULL OR lower(split_part(r.address, '@', 2)) = ${domain}::text)`;
}

/** Which messages `m` a limit counts. */
function counted({ scope }: Limit): Prisma.Sql {
  const [kind, id = '', channel] = scope.split('/');
  if (kind === 'mailbox') return Prisma.sql`m.${columnOf(id)} = ${id}`;
  if (kind === 'sequence') return Prisma.sql`m.sequence_id = ${id} AND m.channel = ${channel}`;
  // Of a domain: what customers hear.
  return Prisma.sql`m.customer_id IS NOT NULL`;
}

/**
 * Counts anew what a limit, which is locked, has let go within its window, from the ledger, and what claims and tickets
 * hold of it: for a limit that nobody kept before, or that was changed.
 */
export async function recount(tx: RawTx, limit: Limit, now: number): Promise<void> {
  const { scope, window } = limit;
  const size = bucketMsOf(limit);
  const today = labelOf(limit, now);
  const since = window.kind === 'day' ? beginOf(limit, today) : now - window.ms;
  const [at, from] = [new Date(since), new Date(since - LONGEST_MS)];
  const label = Prisma.sql`CASE WHEN ${size}::float8 IS NULL THEN ms(${today}::float8)
    ELSE ms(ceil(extract(epoch FROM m.handed_over_at) * 1000 / ${size}::float8) * ${size}::float8) END`;
  const copies = Prisma.sql`(SELECT count(*) FROM message_recipient r WHERE ${recipientsOf(limit)})`;
  const weight = window.kind === 'day' ? copies : Prisma.sql`1`;
  await tx.$executeRaw`DELETE FROM send_bucket WHERE scope = ${scope}`;
  await tx.$executeRaw`
    INSERT INTO send_bucket (scope, at, used, claimed, first, booked)
    SELECT ${scope}, c.at, sum(used), sum(claimed), sum(first), sum(booked) FROM (
      SELECT ${label} AS at, ${weight} AS used, 0 AS claimed, 0 AS first, 0 AS booked
      FROM ${leftSince(at, from)} m WHERE ${counted(limit)}
      UNION ALL
      SELECT ms((p->>'at')::float8), 0, (p->>'weight')::int, 0, 0
      FROM message m, jsonb_array_elements(m.places) p WHERE m.places IS NOT NULL AND p->>'scope' = ${scope}
      UNION ALL
      SELECT ms((p->>'at')::float8), 0, 0, CASE WHEN t.is_first THEN (p->>'weight')::int ELSE 0 END,
        CASE WHEN t.is_first THEN 0 ELSE (p->>'weight')::int END
      FROM send_ticket t, jsonb_array_elements(t.places) p WHERE p->>'scope' = ${scope}) c
    GROUP BY c.at HAVING sum(used) + sum(claimed) + sum(first) + sum(booked) > 0`;
}

/** Forgets limits that are no more, so that they are counted anew if they come back. */
export async function forgetLimits(tx: RawTx, scopes: readonly string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM send_limit WHERE scope = ANY(${[...scopes]}::text[])`;
}

/** Forgets the limits of all domains, so that they are counted anew: under another policy, or by days of another zone. */
export async function forgetDomains(tx: RawTx): Promise<void> {
  await tx.$executeRaw`DELETE FROM send_limit WHERE scope LIKE 'domain/%'`;
}

/** Forgets what no window reaches any more. */
export async function forgetBuckets(tx: RawTx, before: number): Promise<void> {
  await tx.$executeRaw`DELETE FROM send_bucket WHERE at < ${new Date(before)}`;
}
