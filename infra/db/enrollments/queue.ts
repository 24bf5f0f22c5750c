import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { ListQueueQuery, QueueCounts, QueueRow } from '../../../contracts/enrollments/queue.ts';
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
import { taskIsOf } from './task-visibility.ts';
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

/** When the queue is looked at. `startOfToday`: the organisation's day, before which a row is overdue. */
export interface QueueClock {
  now: number;
  startOfToday: number;
}

type QueueFilter = Omit<ListQueueQuery, 'limit' | 'cursor'>;

/** Rows that are open: due and unfinished, in error, uncertain, as far as they are the viewer's tasks. */
function conditionsOf(viewer: Viewer, filter: QueueFilter, { now }: QueueClock): Prisma.Sql {
  const at = new Date(now);
  const conditions = [
    customerIsVisible(viewer, 'c'),
    taskIsOf(viewer),
    Prisma.sql`x.status IN ('planned', 'ready', 'sending', 'error', 'uncertain')`,
    Prisma.sql`(e.is_live OR x.status = 'uncertain')`,
  ];
  const isDue = Prisma.sql`(x.status <> 'planned' OR x.due_at <= ${at})`;
  if (filter.include === 'due') conditions.push(isDue, Prisma.sql`NOT ${isPausedByPerson(at)}`);
  if (filter.include === 'paused') conditions.push(isDue, isPausedByPerson(at));
  if (filter.include === 'upcoming') conditions.push(Prisma.sql`x.status = 'planned' AND x.due_at > ${at}`);
  if (filter.sequenceId) conditions.push(Prisma.sql`x.sequence_id = ${filter.sequenceId}`);
  if (filter.customerId) conditions.push(Prisma.sql`x.customer_id = ${filter.customerId}`);
  if (filter.type) conditions.push(Prisma.sql`x.type = ${filter.type}`);
  if (filter.priority) conditions.push(Prisma.sql`x.priority = ${filter.priority}`);
  if (filter.assigneeId) conditions.push(Prisma.sql`x.assignee_id = ${filter.assigneeId}`);
  if (filter.dueBefore) conditions.push(Prisma.sql`x.due_at < ${new Date(filter.dueBefore)}`);
  if (filter.dueAfter) conditions.push(Prisma.sql`x.due_at >= ${new Date(filter.dueAfter)}`);
  if (filter.error === 'true') conditions.push(Prisma.sql`x.status IN ('error', 'uncertain')`);
  if (filter.error === 'false') conditions.push(Prisma.sql`x.status NOT IN ('error', 'uncertain')`);
  if (filter.listId)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM list_member lm WHERE lm.list_id = ${filter.listId} AND lm.customer_id = c.id)`,
    );
  if (filter.held === 'true') conditions.push(Prisma.sql`held.reason IS NOT NULL`);
  if (filter.held === 'false') conditions.push(Prisma.sql`held.reason IS NULL`);
  return Prisma.join(conditions, ' AND ');
}

const FROM = Prisma.sql`
  FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id JOIN customer c ON c.id = x.customer_id
  JOIN sequence s ON s.id = x.sequence_id JOIN step t ON t.id = x.step_id JOIN branch b ON b.id = t.branch_id`;

const SWITCHED_OFF = switchedOff(Prisma.sql`h.sequence_id = s.id OR h.mailbox_id = ${ROW_MAILBOX}`);

const sortKey = Prisma.sql`coalesce(x.due_at, x.created_at)`;

/** A row and where it stands in the list. */
interface Placed {
  row: QueueRow;
  sortAt: string;
}

async function query(db: Tx, where: Prisma.Sql, clock: QueueClock, limit: number): Promise<Placed[]> {
  const rows = await db.$queryRaw`
    SELECT x.id, x.enrollment_id, x.sequence_id, s.name AS sequence_name, x.customer_id, c.name AS customer_name,
      t.label, x.type, x.status, x.priority, x.due_at, x.assignee_id, c.currency,
      held.reason AS held_reason, held.until AS held_until,
      CASE WHEN held.reason IN ('switched_off', 'mailbox_hold') THEN ${SWITCHED_OFF} END AS held_detail,
      ${heldLimitOf('step_execution', Prisma.sql`x`)} AS held_limit, ${PUT_OFF} AS put_off, x.error_code, x.error_detail, x.outcome,
      CASE WHEN x.pinned ? 'subject' THEN x.pinned->>'subject' ELSE t.subject END AS subject,
      ${isThreaded} AS is_threaded, ${threadSubjectOf} AS thread_subject, ${firstSubjectBefore} AS first_subject,
      ${sortKey} AS sort_at, b.id AS branch_id, b.name AS branch_name, s.zone, ${NAMED_EDGE} AS edge,
      coalesce(x.due_at < ${new Date(clock.startOfToday)}, false) AS is_overdue,
      x.send_requested_at IS NOT NULL AS is_send_requested, ${isPausedByPerson(new Date(clock.now))} AS is_paused,
      (SELECT coalesce(sum(i.balance), 0) FROM invoice i
        WHERE i.customer_id = c.id AND i.status = 'open'::text) AS balance,
      coalesce((SELECT k.credit FROM customer_summary k WHERE k.customer_id = c.id), 0) AS credit
    ${FROM} CROSS JOIN LATERAL (${rowHeldBy(new Date(clock.now))}) held
    WHERE ${where} ORDER BY ${sortKey}, x.id LIMIT ${limit}`;
  return z.array(placedSchema).parse(rows);
}

/** The queue, oldest first (Q1). */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, clock, ...filter }: ListQueueQuery & { clock: QueueClock },
): Promise<Page<QueueRow>> {
  const after = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.string()]));
  const where = conditionsOf(viewer, filter, clock);
  const page = after
    ? Prisma.sql`${where} AND (${sortKey}, x.id) > (${new Date(after[0])}, ${after[1]})`
    : where;
  const rows = await query(db, page, clock, limit + 1);
  const { items, nextCursor } = pageOf(rows, limit, ({ row, sortAt }) => [sortAt, row.id]);
  return { items: items.map(({ row }) => row), nextCursor };
}

/** One row, whatever its state; null when absent, hidden, or somebody else's task. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { stepExecutionId, clock }: { stepExecutionId: string; clock: QueueClock },
): Promise<QueueRow | null> {
  const where = Prisma.sql`x.id = ${stepExecutionId} AND ${customerIsVisible(viewer, 'c')} AND ${taskIsOf(viewer)}`;
  return (await query(db, where, clock, 1))[0]?.row ?? null;
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
    SELECT x.type, count(*)::int AS n,
      (count(*) FILTER (WHERE x.due_at < ${new Date(clock.startOfToday)}))::int AS overdue,
      (count(*) FILTER (WHERE x.status IN ('error', 'uncertain')))::int AS errors
    ${FROM} ${filter.held ? Prisma.sql`CROSS JOIN LATERAL (${rowHeldBy(new Date(clock.now))}) held` : Prisma.empty}
    WHERE ${conditionsOf(viewer, filter, clock)} GROUP BY x.type`;
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
