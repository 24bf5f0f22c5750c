import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Page } from '../../../contracts/paging.ts';
import { HIT_KINDS, HIT_REASONS, HIT_VERDICTS } from '../../../contracts/tracking/kinds.ts';
import type { Hit, ListHitsQuery } from '../../../contracts/tracking/hits.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { instantColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z.object({
  id: z.string(),
  messageId: z.string(),
  n: z.int(),
  kind: z.enum(HIT_KINDS),
  link: z.int().nullable(),
  url: z.string().nullable(),
  occurredAt: instantColumn,
  times: z.int(),
  verdict: z.enum(HIT_VERDICTS).nullable(),
  reasons: z.array(z.enum(HIT_REASONS)),
  judgedAt: instantColumn.nullable(),
});

/** The hits of a message of a customer that the viewer may see, the latest first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { messageId, limit, cursor, n, kind, verdict }: ListHitsQuery & { messageId: string },
): Promise<Page<Hit>> {
  const conditions = [Prisma.sql`h.message_id = ${messageId}`, customerIsVisible(viewer, 'c')];
  const before = decodeCursor(cursor, z.tuple([z.string()]));
  if (before) conditions.push(Prisma.sql`h.id < ${before[0]}`);
  if (n !== undefined) conditions.push(Prisma.sql`h.n = ${n}::smallint`);
  if (kind !== undefined) conditions.push(Prisma.sql`h.kind = ${kind}`);
  if (verdict !== undefined) conditions.push(Prisma.sql`h.verdict = ${verdict}`);
  const rows = await db.$queryRaw`
    SELECT h.id, h.message_id AS "messageId", h.n::int AS n, h.kind, nullif(h.link, 0)::int AS link,
      m.tracking->'links'->>(h.link - 1) AS url, h.occurred_at AS "occurredAt", h.times, h.verdict, h.reasons,
      h.judged_at AS "judgedAt"
    FROM tracking_hit h JOIN message m ON m.id = h.message_id JOIN customer c ON c.id = m.customer_id
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY h.id DESC LIMIT ${limit + 1}`;
  // The number of no link is that of the last one to PostgreSQL.
  const hits = z.array(rowSchema).parse(rows);
  return pageOf(
    hits.map((hit) => (hit.link === null ? { ...hit, url: null } : hit)),
    limit,
    ({ id }) => [id],
  );
}
