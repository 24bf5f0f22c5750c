import { z } from 'zod';
import type { AuditEntry, ListAuditQuery } from '../../../contracts/access/audit.ts';
import { CHANGE_ORIGINS } from '../../../contracts/changes.ts';
import { Prisma } from '../generated/client.ts';
import type { Tx } from '../client.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customerIsVisible, suppressionIsVisible } from '../visibility.ts';

const rowSchema = z
  .object({
    id: z.bigint(),
    at: z.date(),
    actorId: z.string(),
    actorName: z.string().nullable(),
    requestId: z.string().nullable(),
    origin: z.enum(CHANGE_ORIGINS).nullable(),
    originId: z.string().nullable(),
    action: z.string(),
    entity: z.string(),
    entityId: z.string(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .transform((row): AuditEntry => ({ ...row, id: row.id.toString(), at: row.at.toISOString() }));

/** A suppression is of no one customer: its address says who may know of it. Entries name the key of numbers, of which only
 * the code knows all spellings; older ones are compared by the digits. */
const SUPPRESSION_OF_ENTRY = {
  channel: Prisma.sql`coalesce(a.after->>'channel', a.before->>'channel')`,
  address: Prisma.sql`coalesce(a.after->>'address', a.before->>'address')`,
  addressKey: Prisma.sql`CASE WHEN coalesce(a.after->>'addressKey', a.before->>'addressKey') IS NOT NULL
    THEN coalesce(a.after->>'addressKey', a.before->>'addressKey') ELSE
    CASE coalesce(a.after->>'channel', a.before->>'channel') WHEN 'sms' THEN regexp_replace(coalesce(a.after->>'address', a.before->>'address'), '[^0-9+]', '', 'g')
    ELSE lower(coalesce(a.after->>'address', a.before->>'address')) END END`,
  authorId: Prisma.sql`coalesce(a.after->>'authorId', a.before->>'authorId')`,
  erasedCustomerId: Prisma.sql`coalesce(a.after->>'erasedCustomerId', a.before->>'erasedCustomerId')`,
};

/**
 * Of entries about many customers at once: the members that count nobody, by what they are about. The others tell how many
 * there are that one may not see, so they are for whoever did it, and who sees everybody (U3, U4).
 */
const UNCOUNTED: Readonly<Record<string, readonly string[]>> = {
  import: ['id', 'kind', 'isDryRun', 'status', 'ignoredColumns', 'createdById', 'createdAt', 'finishedAt'],
  sync: ['kind'],
  bulkChange: ['entity', 'action'],
  bulkEnrollment: ['id', 'sequenceId', 'startDate', 'status', 'createdById', 'createdAt'],
  operations: [],
};

function withoutCounts({ role, userId }: Viewer, entry: AuditEntry): AuditEntry {
  const kept = UNCOUNTED[entry.entity];
  if (kept === undefined || role === 'admin' || entry.actorId === userId) return entry;
  const only = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).filter(([member]) => kept.includes(member)))
      : value;
  return { ...entry, before: only(entry.before), after: only(entry.after) };
}

/** What is asked of customer and time of an entry `a`; only what is asked, so that indexes and partitions serve it. */
function inPeriod({ customerId, from, until }: ListAuditQuery): Prisma.Sql {
  const conditions = [Prisma.sql`TRUE`];
  if (customerId !== undefined) conditions.push(Prisma.sql`a.customer_id = ${customerId}`);
  if (from !== undefined) conditions.push(Prisma.sql`a.at >= ${new Date(from)}::timestamptz`);
  if (until !== undefined) conditions.push(Prisma.sql`a.at < ${new Date(until)}::timestamptz`);
  return Prisma.join(conditions, ' AND ');
}

/** Entries, newest first; those about customers whom the viewer may not see are left out, and counts of what others did (U3). */
export async function list(db: Tx, viewer: Viewer, query: ListAuditQuery): Promise<Page<AuditEntry>> {
  const [before] = decodeCursor(query.cursor, z.tuple([z.string().regex(/^\d{1,18}$/)])) ?? [null];
  const rows = await db.$queryRaw`
    SELECT a.id, a.at, a.actor_id AS "actorId", u.name AS "actorName", a.request_id AS "requestId", a.origin,
      a.origin_id AS "originId", a.action,
      a.entity, a.entity_id AS "entityId", a.before, a.after
    FROM audit a
    LEFT JOIN app_user u ON u.id = a.actor_id
    LEFT JOIN customer c ON c.id = a.customer_id
    WHERE (${before}::bigint IS NULL OR a.id < ${before}::bigint)
      AND (${query.entity ?? null}::text IS NULL OR a.entity = ${query.entity ?? null})
      AND (${query.entityId ?? null}::text IS NULL OR a.entity_id = ${query.entityId ?? null})
      AND (${query.actorId ?? null}::text IS NULL OR a.actor_id = ${query.actorId ?? null})
      AND ${inPeriod(query)}
      AND (c.id IS NULL OR ${customerIsVisible(viewer, 'c')})
      AND (a.entity <> 'suppression' OR ${suppressionIsVisible(viewer, SUPPRESSION_OF_ENTRY)})
    ORDER BY a.id DESC LIMIT ${query.limit + 1}`;
  const entries = z.array(rowSchema).parse(rows);
  return pageOf(
    entries.map((entry) => withoutCounts(viewer, entry)),
    query.limit,
    (entry) => [entry.id],
  );
}
