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
import { Prisma } from '../generated/client.ts';
import { isPaused } from '../holds/of-enrollment.ts';
import { isoOrNull } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { taskIsOf } from './task-visibility.ts';

/** Behind everything that has a time. */
const NEVER = Prisma.sql`'9999-12-31T00:00:00Z'::timestamptz`;

/** Whose the next step is; while it waits, the primary user's. */
const WHOSE_NEXT = Prisma.sql`CASE WHEN edge.is_open THEN s.primary_user_id ELSE next.assignee_id END`;

/** Live enrollments whose tasks the viewer may see, with what comes next, soonest first (Q5, S18). */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, now, ...filter }: ListUpcomingQuery & { now: number },
): Promise<Page<Upcoming>> {
  const after = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  const conditions = conditionsOf(viewer, filter);
  if (after) conditions.push(Prisma.sql`(place.at, e.id) > (${new Date(after[0])}, ${after[1]})`);
  const rows = await db.$queryRaw`
    SELECT e.id AS "enrollmentId", json_build_object('id', s.id, 'name', s.name) AS sequence,
      json_build_object('id', c.id, 'name', c.name) AS customer, last.step AS "lastStep",
      last.ended_at AS "lastAt", edge.is_open AS "isWaiting",
      CASE WHEN NOT edge.is_open THEN next.step END AS "nextStep", place.next_at AS "nextAt", place.at AS "sortAt",
      e.wait_reason AS "waitReason", ${isPaused(new Date(now))} AS "isPaused"
    FROM enrollment e JOIN sequence s ON s.id = e.sequence_id JOIN customer c ON c.id = e.customer_id
    LEFT JOIN LATERAL (
      SELECT x.ended_at, json_build_object('id', t.id, 'label', t.label, 'type', x.type, 'outcome', x.outcome) AS step
      FROM step_execution x JOIN step t ON t.id = x.step_id
      WHERE x.enrollment_id = e.id AND x.status = 'done' ORDER BY x.ended_at DESC, x.position DESC LIMIT 1) last ON TRUE
    LEFT JOIN LATERAL (
      SELECT x.due_at, x.type, x.assignee_id,
        json_build_object('id', t.id, 'label', t.label, 'type', x.type, 'assigneeId', x.assignee_id) AS step
      FROM step_execution x JOIN step t ON t.id = x.step_id
      WHERE x.enrollment_id = e.id AND x.status IN ('planned', 'ready', 'sending', 'error', 'uncertain')
        AND (x.status <> 'planned' OR x.due_at IS NOT NULL OR x.step_id = e.next_step_id)
      ORDER BY x.due_at NULLS LAST, x.position LIMIT 1) next ON TRUE
    CROSS JOIN LATERAL (
      SELECT coalesce(bool_or(TRUE), FALSE) AND next.step IS NULL AS is_open, min(d.fallback_at) AS fallback_at
      FROM edge_decision d JOIN step t ON t.id = d.step_id AND NOT t.is_archived
      WHERE d.enrollment_id = e.id AND d.decided_at IS NULL) edge
    CROSS JOIN LATERAL (
      SELECT CASE WHEN edge.is_open THEN edge.fallback_at ELSE next.due_at END AS next_at,
        coalesce(CASE WHEN edge.is_open THEN edge.fallback_at ELSE next.due_at END, ${NEVER}) AS at) place
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY place.at, e.id LIMIT ${limit + 1}`;
  const { items, nextCursor } = pageOf(z.array(rowSchema).parse(rows), limit, ({ sortAt, row }) => [
    sortAt,
    row.enrollmentId,
  ]);
  return { items: items.map(({ row }) => row), nextCursor };
}

function conditionsOf(viewer: Viewer, filter: Omit<ListUpcomingQuery, 'limit' | 'cursor'>): Prisma.Sql[] {
  const conditions = [
    customerIsVisible(viewer, 'c'),
    taskIsOf(viewer, { sequenceId: Prisma.sql`e.sequence_id`, assigneeId: WHOSE_NEXT }),
    Prisma.sql`e.is_live AND (edge.is_open OR next.step IS NOT NULL)`,
  ];
  if (!filter.includeNotStarted) conditions.push(Prisma.sql`last.step IS NOT NULL`);
  if (filter.sequenceId) conditions.push(Prisma.sql`e.sequence_id = ${filter.sequenceId}`);
  if (filter.customerId) conditions.push(Prisma.sql`e.customer_id = ${filter.customerId}`);
  if (filter.userId) conditions.push(Prisma.sql`${WHOSE_NEXT} = ${filter.userId}`);
  if (filter.type) conditions.push(Prisma.sql`NOT edge.is_open AND next.type = ${filter.type}`);
  if (filter.listId)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM list_member lm WHERE lm.list_id = ${filter.listId} AND lm.customer_id = c.id)`,
    );
  if (filter.nextFrom) conditions.push(Prisma.sql`place.next_at >= ${new Date(filter.nextFrom)}`);
  if (filter.nextTo) conditions.push(Prisma.sql`place.next_at < ${new Date(filter.nextTo)}`);
  if (filter.waiting) conditions.push(Prisma.sql`edge.is_open = ${filter.waiting === 'true'}`);
  return conditions;
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
