import { z } from 'zod';
import { positionOf, type HeardChange, type StreamPosition } from '../../../domain/console.ts';
import type { Database } from '../client.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

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
  { since, until }: { since: StreamPosition; until?: StreamPosition },
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
