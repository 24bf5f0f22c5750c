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
    SELECT l.id AS "listId", l.name AS "listName", s.status = 'active' AS "isFollowed", m.members,
      CASE WHEN s.status = 'active' THEN m.pending ELSE 0 END AS pending, e.*
    FROM sequence s JOIN list l ON l.id = s.list_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS members, (count(*) FILTER (WHERE m.sequence_id IS NULL))::int AS pending
      FROM list_member m JOIN customer c ON c.id = m.customer_id
      WHERE m.list_id = l.id AND ${customerIsVisible(viewer, 'c')}) m
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE h.kind IS NULL))::int AS running,
        (count(*) FILTER (WHERE h.kind = 'status'))::int AS waiting,
        (count(*) FILTER (WHERE h.kind = 'list'))::int AS removed
      FROM enrollment e JOIN customer c ON c.id = e.customer_id
      LEFT JOIN LATERAL (
        SELECT min(h.kind) AS kind FROM hold h
        WHERE h.enrollment_id = e.id AND h.scope = 'enrollment' AND h.kind IN ('list', 'status')
          AND ${isOpen(new Date(now))}) h ON TRUE
      WHERE e.sequence_id = s.id AND e.list_id = l.id AND e.is_live AND ${customerIsVisible(viewer, 'c')}) e
    WHERE s.id = ${sequenceId}`;
  return z.array(listProgressSchema).parse(rows)[0] ?? null;
}
