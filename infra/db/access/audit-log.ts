import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AuditEntry, ListAuditQuery } from '../../../contracts/access/audit.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z
  .object({
    id: z.bigint(),
    at: z.date(),
    actorId: z.string(),
    actorName: z.string().nullable(),
    requestId: z.string().nullable(),
    action: z.string(),
    entity: z.string(),
    entityId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .transform((row): AuditEntry => ({ ...row, id: row.id.toString(), at: row.at.toISOString() }));

/**
 * Customer an entry is about, so that entries of hidden customers stay hidden (U3): what the entry says itself, or
 * whose the thing is.
 */
const CUSTOMER_OF_ENTRY = Prisma.sql`
  coalesce(a.after->>'customerId', a.before->>'customerId', CASE a.entity
    WHEN 'customer' THEN a.entity_id
    WHEN 'contact' THEN (SELECT customer_id FROM contact WHERE id = a.entity_id)
    WHEN 'invoice' THEN (SELECT customer_id FROM invoice WHERE id = a.entity_id)
    WHEN 'payment' THEN (SELECT customer_id FROM payment WHERE id = a.entity_id)
    WHEN 'communication' THEN (SELECT customer_id FROM communication WHERE id = a.entity_id)
    WHEN 'enrollment' THEN (SELECT customer_id FROM enrollment WHERE id = a.entity_id)
    WHEN 'stepExecution' THEN (SELECT customer_id FROM step_execution WHERE id = a.entity_id)
    WHEN 'note' THEN (SELECT customer_id FROM note WHERE id = a.entity_id)
    WHEN 'relatedRecord' THEN (SELECT customer_id FROM related_record WHERE id = a.entity_id)
    WHEN 'scheduledTouchpoint' THEN (SELECT customer_id FROM scheduled_touchpoint WHERE id = a.entity_id)
  END)`;

/** Entries, newest first. */
export async function list(db: Tx, viewer: Viewer, query: ListAuditQuery): Promise<Page<AuditEntry>> {
  const [before] = decodeCursor(query.cursor, z.tuple([z.string().regex(/^\d{1,18}$/)])) ?? [null];
  const rows = await db.$queryRaw`
    SELECT a.id, a.at, a.actor_id AS "actorId", u.name AS "actorName", a.request_id AS "requestId", a.action,
      a.entity, a.entity_id AS "entityId", a.before, a.after
    FROM audit a
    LEFT JOIN app_user u ON u.id = a.actor_id
    LEFT JOIN customer c ON c.id = ${CUSTOMER_OF_ENTRY}
    WHERE (${before}::bigint IS NULL OR a.id < ${before}::bigint)
      AND (${query.entity ?? null}::text IS NULL OR a.entity = ${query.entity ?? null})
      AND (${query.entityId ?? null}::text IS NULL OR a.entity_id = ${query.entityId ?? null})
      AND (${query.actorId ?? null}::text IS NULL OR a.actor_id = ${query.actorId ?? null})
      AND (c.id IS NULL OR ${customerIsVisible(viewer, 'c')})
    ORDER BY a.id DESC LIMIT ${query.limit + 1}`;
  return pageOf(z.array(rowSchema).parse(rows), query.limit, (entry) => [entry.id]);
}
