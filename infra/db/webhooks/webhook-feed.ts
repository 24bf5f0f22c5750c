import { z } from 'zod';
import { invoiceChanges } from '../../../contracts/receivables/changes.ts';
import { EVENT_CHANGES } from '../../../contracts/events.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerIsVisibleToUser } from '../visibility.ts';

/** Which change is which event, for the statement that makes deliveries of them. */
const EVENTS = JSON.stringify(
  EVENT_CHANGES.map(({ entity, kind, event, isOnce }) => ({ entity, kind, event, once: isOnce })),
);
const {
  created,
  updated,
  overdue,
  paid,
  reopened,
  creditApplied,
  adjusted,
  paymentRecorded,
  paymentReversed,
  voided,
} = invoiceChanges;
/** Changes after which a balance may be another. */
const MOVING = [created, updated, creditApplied, adjusted, paymentRecorded, paymentReversed, voided].map(
  ({ kind }) => kind,
);

/** Changes of one pass; a pass is one short transaction. */
const PASS_ROWS = 5_000;
/** A message is settled by a transaction that may commit so much later than the time it writes. */
const MESSAGE_OVERLAP_MS = 2 * 60_000;

/**
 * A delivery id made in the database, where the rows are: time, place in its statement and a hash, in hexadecimal,
 * which is a part of the alphabet of ids.
 */
const deliveryId = (now: number, order: Prisma.Sql, key: Prisma.Sql) => Prisma.sql`
  'whd_' || lpad(to_hex(${now}::bigint), 12, '0') || lpad(to_hex(row_number() OVER (ORDER BY ${order})), 8, '0')
    || left(md5(${key}), 6)`;

/** Where the feed stands. */
export interface FeedPosition {
  seq: bigint;
  /** Read before, but not yet counted as read. */
  pendingSeq: bigint | null;
  /** Every transaction that could come before `pendingSeq` has ended: this pass sees all up to there. */
  isPendingSettled: boolean;
  /** Epoch milliseconds. */
  messagesUntil: number;
  overdueUntil: Date;
}

/**
 * Takes the feed for this transaction; null: somebody else has it. The first call puts it where the oldest active
 * webhook begins.
 */
export async function takePosition(
  tx: Tx,
  { now, today }: { now: number; today: string },
): Promise<FeedPosition | null> {
  await tx.$executeRaw`
    INSERT INTO feed_position (id, seq, messages_until, overdue_until)
    SELECT 'webhooks', coalesce((SELECT min(from_seq) FROM webhook WHERE status = 'active'),
      (SELECT max(seq) FROM change), 0), ${new Date(now)}, ${dayToDate(today)}::date
    ON CONFLICT DO NOTHING`;
  const rows = await tx.$queryRaw<
    {
      seq: bigint;
      pending_seq: bigint | null;
      is_settled: boolean | null;
      messages_until: Date;
      overdue_until: Date;
    }[]
  >`SELECT seq, pending_seq, messages_until, overdue_until,
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= pending_xid AS is_settled
    FROM feed_position WHERE id = 'webhooks' FOR UPDATE SKIP LOCKED`;
  const row = rows[0];
  return row
    ? {
        seq: row.seq,
        pendingSeq: row.pending_seq,
        isPendingSettled: row.is_settled === true,
        messagesUntil: row.messages_until.getTime(),
        overdueUntil: row.overdue_until,
      }
    : null;
}

/** Events that some active webhook wants. */
export async function wantedEvents(tx: Tx): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ event: string }[]>`
    SELECT DISTINCT unnest(events) AS event FROM webhook WHERE status = 'active'`;
  return new Set(rows.map((row) => row.event));
}

/** Highest change there is: nobody wants those before it. */
export async function skipToEnd(tx: Tx, { now, today }: { now: number; today: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE feed_position SET seq = coalesce((SELECT max(seq) FROM change), 0), pending_seq = NULL, pending_xid = NULL,
      messages_until = ${new Date(now)}, overdue_until = ${dayToDate(today)}::date
    WHERE id = 'webhooks'`;
}

const passSchema = z.object({
  lastSeq: z.bigint().nullable(),
  rows: z.bigint(),
  webhookIds: z.array(z.string()),
});

/** What one pass over the changes did. */
export interface FeedPass {
  lastSeq: bigint | null;
  /** Changes read; a full pass is followed by another at once. */
  isFull: boolean;
  /** Webhooks with new deliveries. */
  webhookIds: string[];
}

/**
 * Makes deliveries of the changes behind `seq`, in one statement: one for each webhook that wants the event, came
 * before it, and whose author may see the customer (U3). Those that were made before are left alone.
 */
export async function deliverChanges(tx: Tx, { seq, now }: { seq: bigint; now: number }): Promise<FeedPass> {
  const at = new Date(now);
  const rows = await tx.$queryRaw`
    WITH batch AS MATERIALIZED (
      SELECT seq, entity, entity_id, customer_id, kind, at, data FROM change
      WHERE seq > ${seq} ORDER BY seq LIMIT ${PASS_ROWS}),
    event AS (
      SELECT b.*, v.event, CASE WHEN v.once THEN v.event || ':' || b.entity_id ELSE b.seq::text END AS event_key
      FROM batch b
      JOIN jsonb_to_recordset(${EVENTS}::jsonb) AS v(entity text, kind text, event text, once boolean)
        ON v.entity = b.entity AND v.kind = b.kind),
    made AS (
      INSERT INTO webhook_delivery (id, webhook_id, event_key, event, customer_id, occurred_at, data, status, attempts,
        next_attempt_at, created_at)
      SELECT ${deliveryId(now, Prisma.sql`e.seq, w.id`, Prisma.sql`w.id || e.event_key`)}, w.id, e.event_key, e.event, e.customer_id, e.at,
        coalesce(e.data, '{}') || jsonb_build_object(e.entity || 'Id', e.entity_id, 'customerId', e.customer_id),
        'pending', 0, ${at}, ${at}
      FROM event e
      JOIN webhook w ON w.status = 'active' AND e.event = ANY(w.events) AND e.seq > w.from_seq
      JOIN app_user u ON u.id = w.created_by_id
      LEFT JOIN customer c ON c.id = e.customer_id
      WHERE c.id IS NULL OR ${customerIsVisibleToUser('u', 'c')}
      ORDER BY e.seq
      ON CONFLICT (webhook_id, event_key) DO NOTHING RETURNING webhook_id)
    SELECT (SELECT max(seq) FROM batch) AS "lastSeq", (SELECT count(*) FROM batch) AS rows,
      coalesce((SELECT array_agg(DISTINCT webhook_id) FROM made), '{}') AS "webhookIds"`;
  const pass = z.array(passSchema).parse(rows)[0]!;
  return { lastSeq: pass.lastSeq, isFull: pass.rows === BigInt(PASS_ROWS), webhookIds: pass.webhookIds };
}

/** Makes deliveries of sent messages, which the ledger knows and no change tells. @returns webhooks with new ones */
export async function deliverSentMessages(
  tx: Tx,
  { messagesUntil, now }: { messagesUntil: number; now: number },
): Promise<string[]> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<{ webhook_id: string }[]>`
    INSERT INTO webhook_delivery (id, webhook_id, event_key, event, customer_id, occurred_at, data, status, attempts,
      next_attempt_at, created_at)
    SELECT ${deliveryId(now, Prisma.sql`m.settled_at, m.id, w.id`, Prisma.sql`w.id || m.id`)}, w.id, 'message.sent:' || m.id, 'message.sent', m.customer_id, m.settled_at,
      jsonb_strip_nulls(jsonb_build_object('messageId', m.id, 'customerId', m.customer_id, 'contactId', m.contact_id,
        'enrollmentId', m.enrollment_id, 'channel', m.channel, 'source', m.source_kind, 'sourceId', m.source_id,
        'sequenceId', m.sequence_id, 'stepId', m.step_id, 'touchpointId', m.touchpoint_id, 'runId', m.run_id,
        'mailboxId', m.mailbox_id)), 'pending', 0, ${at}, ${at}
    FROM message m
    JOIN webhook w ON w.status = 'active' AND 'message.sent' = ANY(w.events) AND m.settled_at >= w.created_at
    JOIN app_user u ON u.id = w.created_by_id
    JOIN customer c ON c.id = m.customer_id
    WHERE m.status = 'sent' AND m.settled_at >= ${new Date(messagesUntil - MESSAGE_OVERLAP_MS)}
      AND ${customerIsVisibleToUser('u', 'c')}
    ORDER BY m.settled_at
    ON CONFLICT (webhook_id, event_key) DO NOTHING RETURNING webhook_id`;
  return [...new Set(rows.map((row) => row.webhook_id))];
}

/**
 * Notes in the feed which open invoices became overdue: those whose due date passed since the last look, and those
 * among the changes behind `seq` that came in overdue. Each once a due date.
 */
export async function noteOverdue(
  tx: Tx,
  { overdueUntil, today, seq, now }: { overdueUntil: Date; today: string; seq: bigint; now: number },
): Promise<void> {
  const day = dayToDate(today);
  const passed =
    overdueUntil < day
      ? Prisma.sql`SELECT id FROM invoice WHERE status = 'open' AND due_on >= ${overdueUntil}::date AND due_on < ${day}::date UNION`
      : Prisma.empty;
  await tx.$executeRaw`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${overdue.entity}, i.id, ${overdue.kind}, ${new Date(now)}, 'system', i.customer_id, 'engine', NULL, 0,
      jsonb_build_object('customerId', i.customer_id,
      'dueOn', i.due_on, 'balance', i.balance::text, 'currency', i.currency)
    FROM invoice i
    WHERE i.id IN (${passed}
        SELECT b.entity_id FROM (
          SELECT entity, entity_id, kind FROM change WHERE seq > ${seq} ORDER BY seq LIMIT ${PASS_ROWS}) b
        WHERE b.entity = ${overdue.entity} AND b.kind IN (${created.kind}, ${updated.kind}))
      AND i.status = 'open' AND i.due_on < ${day}::date
      AND NOT EXISTS (SELECT 1 FROM change x WHERE x.entity = ${overdue.entity} AND x.entity_id = i.id
        AND x.kind = ${overdue.kind} AND x.data->>'dueOn' = i.due_on::text)
      AND NOT EXISTS (SELECT 1 FROM change_kept x WHERE x.entity = ${overdue.entity} AND x.entity_id = i.id
        AND x.kind = ${overdue.kind} AND x.due_on = i.due_on)`;
}

/**
 * Notes in the feed which invoices of the changes behind `seq` were paid, and which are open again: told once each time,
 * by where the last movement of their balance left them.
 */
export async function noteSettled(tx: Tx, { seq, now }: { seq: bigint; now: number }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${paid.entity}, n.id, n.kind, ${new Date(now)}, 'system', n.customer_id, 'engine', NULL, 0,
      jsonb_strip_nulls(jsonb_build_object('customerId', n.customer_id, 'currency', n.currency,
        'balance', CASE WHEN n.kind = ${reopened.kind} THEN n.balance::text END))
    FROM (
      SELECT i.id, i.customer_id, i.currency, i.balance,
        CASE WHEN i.status = 'paid' THEN ${paid.kind} ELSE ${reopened.kind} END AS kind,
        coalesce((SELECT x.kind FROM change x WHERE x.entity = ${paid.entity} AND x.entity_id = i.id
            AND x.kind IN (${paid.kind}, ${reopened.kind}) ORDER BY x.seq DESC LIMIT 1),
          (SELECT x.kind FROM change_kept x WHERE x.entity = ${paid.entity} AND x.entity_id = i.id
            AND x.kind IN (${paid.kind}, ${reopened.kind}) ORDER BY x.seq DESC LIMIT 1)) AS told,
        moved.delta, moved.was_zero, moved.created_at, b.at
      FROM (
        SELECT c.entity_id, max(c.at) AS at FROM (
          SELECT entity, entity_id, kind, at FROM change WHERE seq > ${seq} ORDER BY seq LIMIT ${PASS_ROWS}) c
        WHERE c.entity = ${paid.entity} AND c.kind = ANY(${MOVING}::text[]) GROUP BY c.entity_id) b
      JOIN invoice i ON i.id = b.entity_id
      CROSS JOIN LATERAL (
        SELECT m.delta, m.created_at, m.balance = m.delta AND EXISTS (SELECT FROM balance_change o
            WHERE o.invoice_id = i.id AND o.id <> m.id AND o.created_at <= m.created_at) AS was_zero
        FROM balance_change m WHERE m.invoice_id = i.id ORDER BY m.created_at DESC, m.id DESC LIMIT 1) moved
      WHERE i.status IN ('paid', 'open')) n
    -- What was paid before it was first told was no news then, and is none now.
    WHERE n.created_at >= n.at - interval '10 minutes'
      AND ((n.kind = ${paid.kind} AND n.delta < 0 AND n.told IS DISTINCT FROM ${paid.kind})
        OR (n.kind = ${reopened.kind} AND n.was_zero AND n.told IS DISTINCT FROM ${reopened.kind}))`;
}

/** How far a pass came. */
export interface FeedProgress {
  position: FeedPosition;
  lastSeq: bigint | null;
  now: number;
  today: string;
}

/**
 * Moves the feed. Numbers are given before commits, so a lower one may appear after a higher one: what was read is
 * pending first, and counts as read by a later pass that began when no transaction of that time was open any more, and
 * so saw all of it in each of its statements. @returns whether it moved or has something new to wait for
 */
export async function move(tx: Tx, { position, lastSeq, now, today }: FeedProgress): Promise<boolean> {
  const until = { at: new Date(now), day: dayToDate(today) };
  const { pendingSeq, isPendingSettled } = position;
  const isWaiting = pendingSeq !== null && !isPendingSettled;
  // Latecomers may have shortened the batch: no further than this pass read.
  const seq = isPendingSettled ? smaller(pendingSeq, lastSeq) : null;
  const hasNew = !isWaiting && lastSeq !== null && lastSeq > (seq ?? position.seq);
  await tx.$executeRaw`
    UPDATE feed_position SET messages_until = ${until.at}, overdue_until = ${until.day}::date,
      seq = greatest(seq, ${seq}::bigint),
      pending_seq = CASE WHEN ${isWaiting} THEN pending_seq WHEN ${hasNew} THEN ${lastSeq}::bigint END,
      pending_xid = CASE WHEN ${isWaiting} THEN pending_xid
        WHEN ${hasNew} THEN pg_snapshot_xmax(pg_current_snapshot())::text::bigint END
    WHERE id = 'webhooks'`;
  return !isWaiting;
}

const smaller = (one: bigint | null, other: bigint | null): bigint | null =>
  one === null || other === null ? null : one < other ? one : other;
