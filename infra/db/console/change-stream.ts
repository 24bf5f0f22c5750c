import { z } from 'zod';
import { messageChanges } from '../../../contracts/sending/changes.ts';
import { positionOf, type HeardChange, type StreamPosition } from '../../../domain/console.ts';
import type { Database } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

const { sent } = messageChanges;

/** Most changes that are told at once; of more, readers are told to read anew. */
export const MOST_CHANGES = 1_000;

const changeSchema = z.object({
  seq: z.int(),
  entity: z.string(),
  entityId: z.string(),
  kind: z.string(),
  customerId: z.string().nullable(),
  actorId: z.string(),
});
export type ReadChange = z.infer<typeof changeSchema> & HeardChange;

const positionSchema = z.string().transform((text) => positionOf(text)!);

const readSchema = z.object({
  position: positionSchema,
  oldest: z.bigint().nullable(),
  changes: z.array(changeSchema),
});

/** What became visible between two positions. */
export interface ChangesSince {
  /** Where it ends: from here on nothing was told. */
  position: StreamPosition;
  /** In the order of their numbers, which is that of each thing. */
  changes: ReadChange[];
  /** There were more than {@link MOST_CHANGES}, or, up to a position, older ones than are kept: these are not all. */
  isCut: boolean;
}

/** Where the feed stands now. */
export async function position(db: Database): Promise<StreamPosition> {
  const rows = await db.$queryRaw`SELECT pg_current_snapshot()::text AS position`;
  return z.array(z.object({ position: positionSchema })).parse(rows)[0]!.position;
}

/** A message is settled by a transaction that ends so much later than the time it writes, at most. */
const SETTLE_OVERLAP_MS = 60_000;

/**
 * Messages that were sent, which the feed has no rows of: a send would have one more to write. The ledger is asked for
 * those settled lately, and the transaction that wrote a row last for whether it became visible in the span; so one that
 * was written again, by a hit or an event, is told again. They are numbered as the last change is.
 */
function sentBetween(since: StreamPosition, lookedAt: number | null): Prisma.Sql {
  const bound =
    lookedAt === null
      ? Prisma.sql`coalesce((SELECT c.at FROM change c WHERE c.tx_id < ${since.xmin}::bigint ORDER BY c.tx_id DESC LIMIT 1), now())`
      : Prisma.sql`${new Date(lookedAt)}::timestamptz`;
  return Prisma.sql`
    SELECT (SELECT coalesce(max(seq), 0) FROM change) AS seq, ${sent.entity}::text AS entity, m.id AS entity_id,
      ${sent.kind}::text AS kind, m.customer_id, 'system'::text AS actor_id
    FROM (
      SELECT r.id, r.customer_id, (top.high & ~4294967295) + r.xmin::text::bigint
        - CASE WHEN (top.high & ~4294967295) + r.xmin::text::bigint > top.high THEN 4294967296 ELSE 0 END AS tx_id
      FROM message r, (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS high) top
      WHERE r.status = 'sent'::text AND r.source_kind <> 'touchpoint' AND r.settled_at >= ${bound} - ${SETTLE_OVERLAP_MS}::float8 * interval '1 millisecond') m
    WHERE (m.tx_id >= ${since.xmax}::bigint
        OR m.tx_id = ANY(ARRAY(SELECT pg_snapshot_xip(${since.text}::pg_snapshot)::text::bigint)))
      AND m.tx_id > 0 AND pg_visible_in_snapshot(m.tx_id::text::xid8, (SELECT until FROM span))`;
}

/**
 * The changes that could not be seen at `since` and can be seen at `until` (left out: now): each is in exactly one such
 * span, whatever the order in which numbers were given and transactions ended. What a restored database brought of
 * another server's transactions is never seen.
 *
 * Could not be seen at `since`: what had not begun, and what was open. Looked up as such, so that neither a transaction
 * that stays open for long, nor an id that somebody made up, nor a restored database makes a look read what is told.
 */
export async function readBetween(
  db: Database,
  {
    since,
    until,
    lookedAt = null,
  }: {
    since: StreamPosition;
    until?: StreamPosition;
    /** When `since` was looked up, epoch milliseconds; null: not known. */
    lookedAt?: number | null;
  },
): Promise<ChangesSince> {
  const rows = await db.$queryRaw`
    WITH span AS MATERIALIZED (
      SELECT coalesce(${until?.text ?? null}::pg_snapshot, pg_current_snapshot()) AS until),
    new AS MATERIALIZED (
      SELECT c.seq, c.entity, c.entity_id, c.kind, c.customer_id, c.actor_id
      FROM change c
      WHERE c.tx_id >= ${since.xmax}::bigint
        AND c.tx_id < (SELECT pg_snapshot_xmax(until)::text::bigint FROM span)
        AND pg_visible_in_snapshot(c.tx_id::text::xid8, (SELECT until FROM span))
      UNION ALL
      SELECT c.seq, c.entity, c.entity_id, c.kind, c.customer_id, c.actor_id
      FROM change c
      WHERE c.tx_id = ANY(ARRAY(SELECT pg_snapshot_xip(${since.text}::pg_snapshot)::text::bigint))
        AND pg_visible_in_snapshot(c.tx_id::text::xid8, (SELECT until FROM span))
      UNION ALL
      ${sentBetween(since, lookedAt)}
      LIMIT ${MOST_CHANGES + 1})
    SELECT (SELECT until::text FROM span) AS position, 
      CASE WHEN ${until !== undefined} THEN (SELECT min(tx_id) FROM change) END AS oldest,
      coalesce((SELECT jsonb_agg(jsonb_build_object('seq', n.seq, 'entity', n.entity, 'entityId', n.entity_id,
        'kind', n.kind, 'customerId', n.customer_id, 'actorId', n.actor_id) ORDER BY n.seq) FROM new n), '[]') AS changes`;
  const { oldest, changes, ...read } = z.array(readSchema).parse(rows)[0]!;
  const isCut = changes.length > MOST_CHANGES || (oldest !== null && since.xmin < oldest);
  return { ...read, changes: isCut ? [] : changes, isCut };
}

const hiddenSchema = z.object({ userId: z.string(), id: z.string() });

/**
 * What of these changes is hidden from whom (U3): customers, batches all of whose customers are, and mails likewise. By
 * user; admins see everything and need not be asked about. One statement for all of them.
 */
export async function hiddenOf(
  db: Database,
  changes: readonly ReadChange[],
  userIds: readonly string[],
): Promise<Map<string, Set<string>>> {
  const hidden = new Map<string, Set<string>>();
  const customers = [...new Set(changes.flatMap(({ customerId }) => customerId ?? []))];
  const idsOf = (wanted: string) =>
    changes.flatMap(({ entity, entityId, customerId }) =>
      entity === wanted && customerId === null ? [entityId] : [],
    );
  const [batches, mails] = [idsOf('batch'), idsOf('mail')];
  if (userIds.length === 0 || customers.length + batches.length + mails.length === 0) return hidden;
  // Their role is not asked: with a key that may do less than its user, an admin is none.
  const isVisible = customerIsVisibleToUser('viewer', 'c');
  const rows = await db.$queryRaw`
    WITH viewer AS (SELECT u.id, 'agent' AS role FROM unnest(${[...userIds]}::text[]) AS u(id))
    SELECT viewer.id AS "userId", c.id FROM viewer CROSS JOIN customer c
    WHERE c.id IN (SELECT v.customer_id FROM visibility_group_customer v WHERE v.customer_id = ANY(${customers}::text[]))
      AND NOT coalesce(${isVisible}, false)
    UNION ALL
    SELECT viewer.id, b.id FROM viewer CROSS JOIN unnest(${batches}::text[]) AS b(id)
    WHERE NOT EXISTS (SELECT FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
      WHERE s.batch_id = b.id AND ${isVisible})
    UNION ALL
    SELECT viewer.id, m.id FROM viewer CROSS JOIN unnest(${mails}::text[]) AS m(id)
    WHERE NOT EXISTS (SELECT FROM mail_customer s JOIN customer c ON c.id = s.customer_id
      WHERE s.mail_id = m.id AND ${isVisible})`;
  for (const { userId, id } of z.array(hiddenSchema).parse(rows))
    hidden.set(userId, (hidden.get(userId) ?? new Set()).add(id));
  return hidden;
}
