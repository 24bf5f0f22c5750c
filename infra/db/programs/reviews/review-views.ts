import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { BATCH_STATUSES, TOUCHPOINT_DELIVERIES } from '../../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type { ListReviewBatchesQuery, ReviewBatch } from '../../../../contracts/programs/review-batches.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { dayOf, dayToDate, isoOf, isoOrNull, moneyOfText } from '../../rows.ts';
import { customerIsVisible } from '../../visibility.ts';
import { ASKED_AMOUNT } from './asked-amount.ts';

const sum = z.string().transform(moneyOfText);
const moneySchema = z.array(
  z.object({ currency: z.string(), items: z.int(), amount: sum, credit: sum, net: sum }),
);

const rowSchema = z
  .object({
    id: z.string(),
    program_id: z.string(),
    program_name: z.string(),
    touchpoint_id: z.string(),
    label: z.string(),
    level: z.enum(TOUCHPOINT_LEVELS),
    run_id: z.string(),
    send_date: z.date(),
    delivery: z.enum(TOUCHPOINT_DELIVERIES),
    status: z.enum(BATCH_STATUSES),
    deadline_at: z.date().nullable(),
    decided_by_id: z.string().nullable(),
    decided_at: z.date().nullable(),
    opened_at: z.date().nullable(),
    created_at: z.date(),
    counts: z.record(z.string(), z.int()),
    money: moneySchema,
    content_hash: z.string(),
  })
  .transform((row): ReviewBatch => ({
    id: row.id,
    program: { id: row.program_id, name: row.program_name },
    touchpoint: { id: row.touchpoint_id, label: row.label, level: row.level },
    runId: row.run_id,
    sendDate: dayOf(row.send_date),
    delivery: row.delivery,
    status: row.status,
    items: {
      total: Object.values(row.counts).reduce((sum, n) => sum + n, 0),
      proposed: row.counts['proposed'] ?? 0,
      approved: row.counts['approved'] ?? 0,
      completed: row.counts['completed'] ?? 0,
      cancelled: row.counts['cancelled'] ?? 0,
      failed: row.counts['failed'] ?? 0,
      superseded: row.counts['superseded'] ?? 0,
      skipped: row.counts['skipped'] ?? 0,
      uncertain: row.counts['uncertain'] ?? 0,
    },
    money: row.money,
    contentHash: row.content_hash,
    deadlineAt: isoOrNull(row.deadline_at),
    decidedById: row.decided_by_id,
    decidedAt: isoOrNull(row.decided_at),
    openedAt: isoOrNull(row.opened_at),
    createdAt: isoOf(row.created_at),
  }));

/**
 * What of a batch waits for a decision of this viewer, as one text: items and what they say. `s` and `c` are the rows of
 * item and customer; an aggregate over them.
 */
export const openContentHash = (viewer: Viewer): Prisma.Sql => Prisma.sql`
  encode(sha256(convert_to(coalesce(string_agg(s.id || ' ' || coalesce(s.content_hash, '')
    || coalesce(' ' || (s.returned_for #>> '{reply,at}'), ''), ',' ORDER BY s.id)
    FILTER (WHERE s.status = 'proposed' AND ${customerIsVisible(viewer, 'c')}), ''), 'UTF8')), 'hex')`;

/** Whether the viewer may know of the batch `b`: it holds something of a customer they see (U3). */
export const batchIsVisible = (viewer: Viewer): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
  WHERE s.batch_id = b.id AND ${customerIsVisible(viewer, 'c')})`;

/**
 * How the batch `b` stands for the viewer, `(status, decided_by_id, decided_at)`: as it would without what is hidden from
 * them (U3). What of it waits for others to decide shows nowhere.
 */
function seenBy(viewer: Viewer): Prisma.Sql {
  if (viewer.role === 'admin') return Prisma.sql`SELECT b.status, b.decided_by_id, b.decided_at`;
  return Prisma.sql`
    SELECT v.status,
      CASE WHEN v.is_stored THEN b.decided_by_id WHEN v.status <> 'proposed' THEN v.by END AS decided_by_id,
      CASE WHEN v.is_stored THEN b.decided_at WHEN v.status <> 'proposed' THEN v.at END AS decided_at
    FROM (
      SELECT b.status = 'preparing' OR NOT n.has_hidden AS is_stored, n.by, n.at,
        CASE WHEN b.status = 'preparing' OR NOT n.has_hidden THEN b.status
          WHEN n.open > 0 THEN 'proposed' WHEN n.superseded > 0 THEN 'superseded'
          WHEN n.refused > 0 AND n.approved = 0 THEN 'rejected' ELSE 'approved' END AS status
      FROM (
        SELECT coalesce(bool_or(NOT i.is_visible), false) AS has_hidden,
          count(*) FILTER (WHERE i.is_visible AND i.status = 'proposed') AS open,
          count(*) FILTER (WHERE i.is_visible AND i.status = 'superseded') AS superseded,
          count(*) FILTER (WHERE i.is_visible AND i.decision = 'approved') AS approved,
          count(*) FILTER (WHERE i.is_visible AND i.decision IN ('rejected', 'dropped', 'cancelled')) AS refused,
          max(i.at) FILTER (WHERE i.is_visible) AS at,
          (array_agg(i.by ORDER BY i.at DESC NULLS LAST) FILTER (WHERE i.is_visible))[1] AS by
        FROM (
          SELECT s.status, s.decision, coalesce(s.decided_at, s.ended_at) AS at,
            coalesce(s.decided_by_id, s.history->-1->>'by') AS by, coalesce(${customerIsVisible(viewer, 'c')}, false) AS is_visible
          FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id WHERE s.batch_id = b.id) i) n) v`;
}

/** What those of the batch `b` ask for that wait for a decision of the viewer, by currency: a JSON list. */
const moneyOfBatch = (viewer: Viewer): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(jsonb_agg(jsonb_build_object('currency', g.currency, 'items', g.items, 'amount', g.amount::text,
    'credit', g.credit::text, 'net', (g.amount - g.credit)::text) ORDER BY g.currency), '[]')
  FROM (
    SELECT c.currency, count(*)::int AS items, sum(asked.amount) AS amount, sum(asked.credit) AS credit
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id CROSS JOIN LATERAL ${ASKED_AMOUNT} asked
    WHERE s.batch_id = b.id AND s.status = 'proposed' AND s.content IS NOT NULL AND ${customerIsVisible(viewer, 'c')}
    GROUP BY c.currency) g)`;
const NO_MONEY = Prisma.sql`'[]'::jsonb`;

async function query(
  db: Tx,
  viewer: Viewer,
  { chosen, money }: { chosen: Prisma.Sql; money: Prisma.Sql },
): Promise<ReviewBatch[]> {
  const rows = await db.$queryRaw`
    WITH chosen AS MATERIALIZED (${chosen})
    SELECT b.id, b.program_id, p.name AS program_name, b.touchpoint_id, t.label, t.level, b.run_id, b.send_date,
      b.delivery, seen.status, b.deadline_at, seen.decided_by_id, seen.decided_at, b.opened_at, b.created_at, n.counts,
      n.content_hash, ${money} AS money
    FROM chosen b JOIN program p ON p.id = b.program_id JOIN touchpoint t ON t.id = b.touchpoint_id
    CROSS JOIN LATERAL (${seenBy(viewer)}) seen
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_object_agg(g.status, g.n), '{}') AS counts,
        (SELECT ${openContentHash(viewer)} FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
          WHERE s.batch_id = b.id AND s.status = 'proposed') AS content_hash
      FROM (
        SELECT s.status, count(*) AS n FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
        WHERE s.batch_id = b.id AND ${customerIsVisible(viewer, 'c')} GROUP BY s.status) g) n
    ORDER BY b.send_date DESC, b.id DESC`;
  return z.array(rowSchema).parse(rows);
}

/** Whether the batch `b` stands so for the viewer. Who sees something of it wait finds it waiting in its row too. */
function isSeenAs(viewer: Viewer, status: ReviewBatch['status']): Prisma.Sql {
  const stored = Prisma.sql`b.status = ${status}`;
  if (viewer.role === 'admin') return stored;
  const seen = Prisma.sql`(SELECT seen.status FROM (${seenBy(viewer)}) seen) = ${status}`;
  return status === 'proposed' || status === 'preparing' ? Prisma.sql`(${stored} AND ${seen})` : seen;
}

/** Batches that hold something of customers the viewer may see, the latest send date first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, ...filter }: ListReviewBatchesQuery,
): Promise<Page<ReviewBatch>> {
  const conditions = [isSeenAs(viewer, filter.status), batchIsVisible(viewer)];
  if (filter.programId) conditions.push(Prisma.sql`b.program_id = ${filter.programId}`);
  if (filter.touchpointId) conditions.push(Prisma.sql`b.touchpoint_id = ${filter.touchpointId}`);
  if (filter.sendFrom) conditions.push(Prisma.sql`b.send_date >= ${dayToDate(filter.sendFrom)}::date`);
  if (filter.sendTo) conditions.push(Prisma.sql`b.send_date <= ${dayToDate(filter.sendTo)}::date`);
  const last = decodeCursor(cursor, z.tuple([z.iso.date(), z.string()]));
  if (last) conditions.push(Prisma.sql`(b.send_date, b.id) < (${dayToDate(last[0])}::date, ${last[1]})`);
  const chosen = Prisma.sql`
    SELECT b.* FROM review_batch b WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY b.send_date DESC, b.id DESC LIMIT ${limit + 1}`;
  const rows = await query(db, viewer, { chosen, money: moneyOfBatch(viewer) });
  return pageOf(rows, limit, (batch) => [batch.sendDate, batch.id]);
}

const theOne = (viewer: Viewer, batchId: string): Prisma.Sql => Prisma.sql`
  SELECT b.* FROM review_batch b WHERE b.id = ${batchId} AND ${batchIsVisible(viewer)}`;

/** One batch; null when absent, or when the viewer sees nothing of it. */
export async function find(db: Tx, viewer: Viewer, batchId: string): Promise<ReviewBatch | null> {
  const asked = { chosen: theOne(viewer, batchId), money: moneyOfBatch(viewer) };
  return (await query(db, viewer, asked))[0] ?? null;
}

/** The same without its money, for decisions: to sum it takes a look at the words of each message. */
export async function findStanding(
  db: Tx,
  viewer: Viewer,
  batchId: string,
): Promise<Omit<ReviewBatch, 'money'> | null> {
  return (await query(db, viewer, { chosen: theOne(viewer, batchId), money: NO_MONEY }))[0] ?? null;
}
