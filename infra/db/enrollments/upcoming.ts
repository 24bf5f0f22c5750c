import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import {
  upcomingSchema,
  type ListUpcomingQuery,
  type Upcoming,
} from '../../../contracts/enrollments/upcoming.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Prisma } from '../generated/client.ts';
import { isPaused } from '../holds/of-enrollment.ts';
import { isoOrNull } from '../rows.ts';
import { NEVER, selectNext } from './upcoming-selection.ts';

/** Live enrollments whose tasks the viewer may see, with what comes next, soonest first (Q5, S18). */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, now, ...filter }: ListUpcomingQuery & { now: number },
): Promise<Page<Upcoming>> {
  const after = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  const input = { after: after && { sortAt: after[0], id: after[1] }, limit: limit + 1 };
  const timed = await shown(db, selectNext(viewer, filter, { ...input, of: 'timed' }), now);
  // What has no time stands behind everything that has one, and is looked for only where the page gets there.
  const isFull = timed.length > limit && timed.at(-1)!.sortAt !== NEVER;
  const untimed = isFull ? [] : await shown(db, selectNext(viewer, filter, { ...input, of: 'untimed' }), now);
  const rows = [...timed, ...untimed].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, limit + 1);
  const { items, nextCursor } = pageOf(rows, limit, ({ sortAt, row }) => [sortAt, row.enrollmentId]);
  return { items: items.map(({ row }) => row), nextCursor };
}

const placeOf = ({ sortAt, row }: { sortAt: string; row: Upcoming }): string =>
  `${sortAt} ${row.enrollmentId}`;

async function shown(db: Tx, places: Prisma.Sql, now: number): Promise<{ sortAt: string; row: Upcoming }[]> {
  const rows = await db.$queryRaw`
    WITH place AS MATERIALIZED (${places})
    SELECT e.id AS "enrollmentId", json_build_object('id', s.id, 'name', s.name) AS sequence,
      json_build_object('id', c.id, 'name', c.name) AS customer, last.step AS "lastStep",
      last.ended_at AS "lastAt", p.step_execution_id IS NULL AS "isWaiting", next.step AS "nextStep",
      p.next_at AS "nextAt", p.at AS "sortAt", e.wait_reason AS "waitReason", ${isPaused(new Date(now))} AS "isPaused"
    FROM place p JOIN enrollment e ON e.id = p.enrollment_id
    JOIN sequence s ON s.id = e.sequence_id JOIN customer c ON c.id = e.customer_id
    LEFT JOIN LATERAL (
      SELECT x.ended_at, json_build_object('id', t.id, 'label', t.label, 'type', x.type, 'outcome', x.outcome) AS step
      FROM step_execution x JOIN step t ON t.id = x.step_id
      WHERE x.enrollment_id = e.id AND x.status = 'done' ORDER BY x.ended_at DESC, x.position DESC LIMIT 1) last ON TRUE
    LEFT JOIN LATERAL (
      SELECT json_build_object('id', t.id, 'label', t.label, 'type', x.type, 'assigneeId', x.assignee_id) AS step
      FROM step_execution x JOIN step t ON t.id = x.step_id WHERE x.id = p.step_execution_id) next ON TRUE
    ORDER BY p.at, e.id`;
  return z.array(rowSchema).parse(rows);
}

const { sequence, customer, nextStep, waitReason } = upcomingSchema.shape;

const rowSchema = z
  .object({
    enrollmentId: z.string(),
    sequence,
    customer,
    lastStep: z
      .object({ id: z.string(), label: z.string(), type: z.string(), outcome: z.string().nullable() })
      .nullable(),
    lastAt: z.date().nullable(),
    isWaiting: z.boolean(),
    nextStep,
    nextAt: z.date().nullable(),
    sortAt: z.date(),
    waitReason,
    isPaused: z.boolean(),
  })
  .transform(({ sortAt, lastAt, lastStep, nextAt, ...row }) => ({
    sortAt: sortAt.toISOString(),
    row: {
      ...row,
      lastStep: lastStep && { ...lastStep, endedAt: isoOrNull(lastAt) },
      nextAt: isoOrNull(nextAt),
    } as Upcoming,
  }));
