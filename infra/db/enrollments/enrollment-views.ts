import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Enrollment, ListEnrollmentsQuery } from '../../../contracts/enrollments/enrollments.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { dayOf, dayToDate, isoOf, isoOrNull } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { isPaused } from '../holds/of-enrollment.ts';

const rowSchema = z
  .object({
    id: z.string(),
    sequence_id: z.string(),
    sequence_name: z.string(),
    customer_id: z.string(),
    customer_name: z.string(),
    shown_status: z.string(),
    start_date: z.date(),
    steps_done: z.int(),
    next_step_id: z.string().nullable(),
    next_label: z.string().nullable(),
    next_type: z.string().nullable(),
    next_due_at: z.date().nullable(),
    wait_reason: z.string().nullable(),
    stop_reason: z.string().nullable(),
    stop_note: z.string().nullable(),
    created_at: z.date(),
    completed_at: z.date().nullable(),
    stopped_at: z.date().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    sequence: { id: row.sequence_id, name: row.sequence_name },
    customer: { id: row.customer_id, name: row.customer_name },
    status: row.shown_status as Enrollment['status'],
    startDate: dayOf(row.start_date),
    stepsDone: row.steps_done,
    nextStep:
      row.next_step_id === null || row.next_label === null
        ? null
        : {
            id: row.next_step_id,
            label: row.next_label,
            type: row.next_type as NonNullable<Enrollment['nextStep']>['type'],
          },
    nextDueAt: isoOrNull(row.next_due_at),
    waitReason: row.wait_reason as Enrollment['waitReason'],
    stopReason: row.stop_reason as Enrollment['stopReason'],
    stopNote: row.stop_note,
    createdAt: isoOf(row.created_at),
    completedAt: isoOrNull(row.completed_at),
    stoppedAt: isoOrNull(row.stopped_at),
    workflowId: `enrollment/${row.id}`,
  }));

async function query(db: Tx, where: Prisma.Sql, now: number, limit: number): Promise<Enrollment[]> {
  const at = new Date(now);
  const rows = await db.$queryRaw`
    SELECT e.*, t.label AS next_label, t.type AS next_type, x.due_at AS next_due_at,
      (SELECT count(*)::int FROM step_execution d WHERE d.enrollment_id = e.id AND d.status = 'done') AS steps_done
    FROM (
      SELECT e.*, s.name AS sequence_name, c.name AS customer_name,
        CASE WHEN e.is_live AND ${isPaused(at)} THEN 'paused' ELSE e.status END AS shown_status
      FROM enrollment e JOIN sequence s ON s.id = e.sequence_id JOIN customer c ON c.id = e.customer_id
      WHERE ${where} ORDER BY e.id DESC LIMIT ${limit}) e
    LEFT JOIN step t ON t.id = e.next_step_id AND e.is_live
    LEFT JOIN step_execution x ON x.enrollment_id = e.id AND x.step_id = e.next_step_id
    ORDER BY e.id DESC`;
  return z.array(rowSchema).parse(rows);
}

/** One enrollment; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { enrollmentId, now }: { enrollmentId: string; now: number },
): Promise<Enrollment | null> {
  const where = Prisma.sql`e.id = ${enrollmentId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, now, 1))[0] ?? null;
}

/** Enrollments of customers the viewer may see, newest first (S23). */
export async function list(
  db: Tx,
  viewer: Viewer,
  { now, limit, ...filter }: ListEnrollmentsQuery & { now: number },
): Promise<Page<Enrollment>> {
  const at = new Date(now);
  const conditions = [customerIsVisible(viewer, 'c')];
  const after = decodeCursor(filter.cursor, z.tuple([z.string()]));
  if (after) conditions.push(Prisma.sql`e.id < ${after[0]}`);
  if (filter.sequenceId) conditions.push(Prisma.sql`e.sequence_id = ${filter.sequenceId}`);
  if (filter.customerId) conditions.push(Prisma.sql`e.customer_id = ${filter.customerId}`);
  if (filter.startFrom) conditions.push(Prisma.sql`e.start_date >= ${dayToDate(filter.startFrom)}::date`);
  if (filter.startTo) conditions.push(Prisma.sql`e.start_date <= ${dayToDate(filter.startTo)}::date`);
  if (filter.search)
    conditions.push(Prisma.sql`c.name ILIKE ${`%${filter.search.replace(/[\\%_]/g, '\\$&')}%`}`);
  if (filter.status === 'paused') conditions.push(Prisma.sql`e.is_live AND ${isPaused(at)}`);
  else if (filter.status === 'active' || filter.status === 'starting') {
    conditions.push(Prisma.sql`e.status = ${filter.status} AND NOT ${isPaused(at)}`);
  } else if (filter.status) conditions.push(Prisma.sql`e.status = ${filter.status}`);
  const rows = await query(db, Prisma.join(conditions, ' AND '), now, limit + 1);
  return pageOf(rows, limit, (row) => [row.id]);
}
