import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { listProgressSchema, type ListProgress } from '../../../contracts/enrollments/list-progress.ts';
import type { Tx } from '../client.ts';
import { isOpen } from '../holds/open.ts';
import { customerIsVisible } from '../visibility.ts';

/** How far a sequence is with the list that it follows, over the customers that the viewer may see (S17); null: it names none. */
export async function read(
  db: Tx,
  viewer: Viewer,
  { sequenceId, now }: { sequenceId: string; now: number },
): Promise<ListProgress | null> {
  const rows = await db.$queryRaw`
    WITH followed AS MATERIALIZED (
      SELECT s.id, s.list_id, l.name, s.status = 'active' AS is_followed
      FROM sequence s JOIN list l ON l.id = s.list_id WHERE s.id = ${sequenceId}),
    mine AS MATERIALIZED (
      SELECT e.id FROM followed f JOIN enrollment e ON e.list_id = f.list_id AND e.sequence_id = f.id
      JOIN customer c ON c.id = e.customer_id
      WHERE e.is_live AND ${customerIsVisible(viewer, 'c')}),
    held AS MATERIALIZED (
      SELECT h.enrollment_id, min(h.kind) AS kind FROM mine JOIN hold h ON h.enrollment_id = mine.id
      WHERE (h.scope = 'enrollment') IS TRUE AND h.kind IN ('list', 'status') AND ${isOpen(new Date(now))}
      GROUP BY h.enrollment_id)
    SELECT f.list_id AS "listId", f.name AS "listName", f.is_followed AS "isFollowed", m.members,
      CASE WHEN f.is_followed THEN m.pending ELSE 0 END AS pending,
      (SELECT count(*) FROM mine)::int - (SELECT count(*) FROM held)::int AS running,
      (SELECT count(*) FROM held WHERE kind = 'status')::int AS waiting,
      (SELECT count(*) FROM held WHERE kind = 'list')::int AS removed
    FROM followed f CROSS JOIN LATERAL (
      SELECT count(*)::int AS members, (count(*) FILTER (WHERE m.sequence_id IS NULL))::int AS pending
      FROM list_member m JOIN customer c ON c.id = m.customer_id
      WHERE m.list_id = f.list_id AND ${customerIsVisible(viewer, 'c')}) m`;
  return z.array(listProgressSchema).parse(rows)[0] ?? null;
}
