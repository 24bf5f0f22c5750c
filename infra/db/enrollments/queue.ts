import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type {
  ListQueueQuery,
  QueueCounts,
  QueueFilter,
  QueueRow,
} from '../../../contracts/enrollments/queue.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { replySubject } from '../../../domain/sending/thread-subject.ts';
import { firstSubjectBefore, isThreaded, threadSubjectOf } from '../sending/threads.ts';
import { switchedOff } from '../holds/switched-off.ts';
import { isPausedByPerson } from '../holds/of-enrollment.ts';
import { NAMED_EDGE, namedEdgeSchema } from './named-edge.ts';
import { shownEdge } from '../../../domain/enrollments/shown-edge.ts';
import { rowHeldBy } from './row-held-by.ts';
import { ROW_MAILBOX } from './row-mailbox.ts';
import { type QueueClock, selectRows, SORT_KEY } from './queue-selection.ts';
import { taskIsOf } from './task-visibility.ts';

export type { QueueClock } from './queue-selection.ts';
import { Prisma } from '../generated/client.ts';
import { isoOrNull, moneyOf } from '../rows.ts';
import { heldLimitColumn, heldLimitOf } from '../sending/held-limit.ts';
import { putOffColumn } from '../sending/put-off.ts';
import { PUT_OFF } from './step-put-off.ts';
import { customerIsVisible } from '../visibility.ts';

const rowSchema = z
  .object({
    id: z.string(),
    enrollment_id: z.string(),
    sequence_id: z.string(),
    sequence_name: z.string(),
    customer_id: z.string(),
    customer_name: z.string(),
    label: z.string(),
    type: z.string(),
    status: z.string(),
    priority: z.string(),
    due_at: z.date().nullable(),
    is_overdue: z.boolean(),
    assignee_id: z.string().nullable(),
    balance: z.instanceof(Prisma.Decimal),
    credit: z.instanceof(Prisma.Decimal),
    currency: z.string(),
    subject: z.string().nullable(),
    is_threaded: z.boolean(),
    thread_subject: z.string().nullable(),
    first_subject: z.string().nullable(),
    held_reason: z.string().nullable(),
    held_until: z.date().nullable(),
    held_limit: heldLimitColumn,
    put_off: putOffColumn,
    held_detail: z.string().nullable(),
    error_code: z.string().nullable(),
    error_detail: z.string().nullable(),
    outcome: z.string().nullable(),
    branch_id: z.string(),
    branch_name: z.string(),
    zone: z.string(),
    edge: namedEdgeSchema.nullable(),
    is_send_requested: z.boolean(),
    is_paused: z.boolean(),
  })
  .transform((row) => ({
    id: row.id,
    enrollmentId: row.enrollment_id,
    sequence: { id: row.sequence_id, name: row.sequence_name },
    customer: { id: row.customer_id, name: row.customer_name },
    label: row.label,
    type: row.type as QueueRow['type'],
    status: row.status as QueueRow['status'],
    priority: row.priority as QueueRow['priority'],
    scheduledAt: isoOrNull(row.due_at),
    isOverdue: row.is_overdue,
    assigneeId: row.assignee_id,
    balance: moneyOf(row.balance),
    credit: moneyOf(row.credit),
    currency: row.currency,
    subject: row.subject ?? answeredSubject(row),
    heldReason: row.held_reason as QueueRow['heldReason'],
    heldUntil: isoOrNull(row.held_until),
    heldLimit: row.held_limit,
    putOff: row.put_off,
    heldDetail: row.held_detail,
    errorCode: row.error_code,
    errorDetail: row.error_detail,
    branch: { id: row.branch_id, name: row.branch_name },
    outcome: row.outcome,
    edge: row.edge && shownEdge(row.edge, row.zone),
    isSendRequested: row.is_send_requested,
    isPaused: row.is_paused,
  }));

/** What a threaded mail without a subject of its own will say it is about (M5). */
function answeredSubject(row: {
  is_threaded: boolean;
  thread_subject: string | null;
  first_subject: string | null;
}): string | null {
  const answered = row.is_threaded ? (row.thread_subject ?? row.first_subject) : null;
  return answered === null ? null : replySubject(answered);
}

const placedSchema = z
  .object({ sort_at: z.date() })
  .loose()
  .transform((row) => ({ row: rowSchema.parse(row), sortAt: row.sort_at.toISOString() }));

const FROM = Prisma.sql`
  FROM page p JOIN step_execution x ON x.id = p.id JOIN enrollment e ON e.id = x.enrollment_id JOIN customer c ON c.id = x.customer_id
  JOIN sequence s ON s.id = x.sequence_id JOIN step t ON t.id = x.step_id JOIN branch b ON b.id = t.branch_id`;

const SWITCHED_OFF = switchedOff(Prisma.sql`h.sequence_id = s.id OR h.mailbox_id = ${ROW_MAILBOX}`);

/** A row and where it stands in the list. */
interface Placed {
  row: QueueRow;
  sortAt: string;
}

async function query(db: Tx, ids: Prisma.Sql, clock: QueueClock): Promise<Placed[]> {
  const rows = await db.$queryRaw`
    WITH page AS MATERIALIZED (${ids})
    SELECT x.id, x.enrollment_id, x.sequence_id, s.name AS sequence_name, x.customer_id, c.name AS customer_name,
      t.label, x.type, x.status, x.priority, x.due_at, x.assignee_id, c.currency,
      held.reason AS held_reason, held.until AS held_until,
      CASE WHEN held.reason IN ('switched_off', 'mailbox_hold') THEN ${SWITCHED_OFF} END AS held_detail,
      ${heldLimitOf('step_execution', Prisma.sql`x`)} AS held_limit, ${PUT_OFF} AS put_off, x.error_code, x.error_detail, x.outcome,
      CASE WHEN x.pinned ? 'subject' THEN x.pinned->>'subject' ELSE t.subject END AS subject,
      ${isThreaded} AS is_threaded, ${threadSubjectOf} AS thread_subject, ${firstSubjectBefore} AS first_subject,
      ${SORT_KEY} AS sort_at, b.id AS branch_id, b.name AS branch_name, s.zone, ${NAMED_EDGE} AS edge,
      coalesce(x.due_at < ${new Date(clock.startOfToday)}, false) AS is_overdue,
      x.send_requested_at IS NOT NULL AS is_send_requested, ${isPausedByPerson(new Date(clock.now))} AS is_paused,
      (SELECT coalesce(sum(i.balance), 0) FROM invoice i
        WHERE i.customer_id = c.id AND i.status = 'open'::text) AS balance,
      coalesce((SELECT k.credit FROM customer_summary k WHERE k.customer_id = c.id), 0) AS credit
    ${FROM} CROSS JOIN LATERAL (${rowHeldBy(new Date(clock.now))}) held
    ORDER BY sort_at, x.id`;
  return z.array(placedSchema).parse(rows);
}

/** The queue, oldest first (Q1). */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, clock, ...filter }: ListQueueQuery & { clock: QueueClock },
): Promise<Page<QueueRow>> {
  const last = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  const after = last && { sortAt: last[0], id: last[1] };
  const rows = await query(db, selectRows(viewer, filter, { clock, after, limit: limit + 1 }), clock);
  const { items, nextCursor } = pageOf(rows, limit, ({ row, sortAt }) => [sortAt, row.id]);
  return { items: items.map(({ row }) => row), nextCursor };
}

/** One row, whatever its state; null when absent, hidden, or somebody else's task. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { stepExecutionId, clock }: { stepExecutionId: string; clock: QueueClock },
): Promise<QueueRow | null> {
  const one = Prisma.sql`
    SELECT x.id FROM step_execution x JOIN customer c ON c.id = x.customer_id
    WHERE x.id = ${stepExecutionId} AND ${customerIsVisible(viewer, 'c')} AND ${taskIsOf(viewer)}`;
  return (await query(db, one, clock))[0]?.row ?? null;
}

/** Counts of the queue (Q1). */
export async function count(
  db: Tx,
  viewer: Viewer,
  { clock, ...filter }: QueueFilter & { clock: QueueClock },
): Promise<QueueCounts> {
  const rows = await db.$queryRaw<
    { type: keyof QueueCounts['byType']; n: number; overdue: number; errors: number }[]
  >`
    SELECT type, count(*)::int AS n,
      (count(*) FILTER (WHERE due_at < ${new Date(clock.startOfToday)}))::int AS overdue,
      (count(*) FILTER (WHERE status IN ('error', 'uncertain')))::int AS errors
    FROM (${selectRows(viewer, filter, { clock })}) part GROUP BY type`;
  const byType = { email: 0, sms: 0, call: 0, task: 0, social: 0 };
  const counts = { total: 0, overdue: 0, errors: 0, byType };
  for (const row of rows) {
    byType[row.type] = row.n;
    counts.total += row.n;
    counts.overdue += row.overdue;
    counts.errors += row.errors;
  }
  return counts;
}

/** What a person sees when they open a row: texts as pinned, else as the step has them now. */
export async function readTexts(
  db: Tx,
  stepExecutionId: string,
): Promise<{ instructions: string | null; script: string | null; outcomeLabels: string[] } | null> {
  const rows = await db.$queryRaw<{ instructions: string | null; script: string | null; labels: string[] }[]>`
    SELECT CASE WHEN x.pinned ? 'instructions' THEN x.pinned->>'instructions' ELSE t.instructions END AS instructions,
      CASE WHEN x.pinned ? 'script' THEN x.pinned->>'script' ELSE t.script END AS script, 
        coalesce(x.pinned_rule->'outcomeLabels', to_jsonb(t.outcome_labels)) AS labels
    FROM step_execution x JOIN step t ON t.id = x.step_id WHERE x.id = ${stepExecutionId}`;
  const row = rows[0];
  return row ? { instructions: row.instructions, script: row.script, outcomeLabels: row.labels } : null;
}
