import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Action, ListActionsQuery } from '../../../contracts/insights/actions.ts';
import { insightSourceSchema, type InsightPlanStep } from '../../../contracts/insights/insights.ts';
import { ACTION_KINDS, ACTION_SEND_STATUSES, ACTION_STATUSES } from '../../../contracts/insights/kinds.ts';
import { SEVERITIES } from '../../../contracts/customers/kinds.ts';
import { SKIP_REASONS, WAIT_REASONS } from '../../../contracts/sending/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { dayColumn, dayToDate, instantColumn, moneyColumn } from '../rows.ts';
import { waitingMessageOf } from './waiting-messages.ts';
import { switchedOff } from '../holds/switched-off.ts';
import { SEVERITY_RANKS } from './signals.ts';
import { heldLimitColumn, heldLimitOf } from '../sending/held-limit.ts';
import { putOffColumn, putOffOf } from '../sending/put-off.ts';
import { customerIsVisible } from '../visibility.ts';

/** What was done is recommended again after this, if its reason is still there. */
const AGAIN_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

/** A step of a plan that is recommended to a person. */
export type NewAction = Pick<
  InsightPlanStep,
  'key' | 'kind' | 'severity' | 'reason' | 'dueOn' | 'sources'
> & {
  id: string;
  customerId: string;
};

/**
 * Makes the open actions of customers those that are recommended now, in one statement (Q6): new ones are added, known
 * ones keep their day, those whose reason went away are closed, unless a person's send is on its way or uncertain. What
 * was dismissed stays so, and so does what was sent: its row in the ledger is used up. What comes again begins anew,
 * without the answer it had.
 */
export async function recommend(
  tx: Tx,
  input: { customerIds: readonly string[]; actions: readonly NewAction[]; now: number },
): Promise<void> {
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const rows = input.actions.map((row) => ({ ...row, rank: SEVERITY_RANKS[row.severity] }));
  await tx.$executeRaw`
    WITH wanted AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n(id text, "customerId" text, key text,
        kind text, severity text, rank int, reason text, "dueOn" date, sources jsonb)),
    closed AS (
      UPDATE action a SET status = 'closed', updated_at = ${now}
      WHERE a.customer_id = ANY(${[...input.customerIds]}::text[]) AND a.status = 'open' AND a.wake_at IS NULL
        AND a.send_status IS DISTINCT FROM 'uncertain' AND NOT EXISTS (
        SELECT 1 FROM wanted w WHERE w."customerId" = a.customer_id AND w.key = a.key))
    INSERT INTO action AS a (id, customer_id, key, kind, severity, severity_rank, reason, due_on, sources, status,
      created_at, updated_at)
    SELECT id, "customerId", key, kind, severity, rank, reason, "dueOn", sources, 'open', ${now}, ${now} FROM wanted
    ON CONFLICT (customer_id, key) DO UPDATE SET kind = excluded.kind, severity = excluded.severity,
      severity_rank = excluded.severity_rank, reason = excluded.reason, sources = excluded.sources, status = 'open',
      due_on = CASE a.status WHEN 'open' THEN a.due_on ELSE excluded.due_on END,
      snoozed_until = CASE a.status WHEN 'open' THEN a.snoozed_until END,
      note = CASE a.status WHEN 'open' THEN a.note END,
      acted_by_id = CASE a.status WHEN 'open' THEN a.acted_by_id END,
      acted_at = CASE a.status WHEN 'open' THEN a.acted_at END,
      pinned = CASE a.status WHEN 'open' THEN a.pinned END,
      contact_id = CASE a.status WHEN 'open' THEN a.contact_id END,
      mailbox_id = CASE a.status WHEN 'open' THEN a.mailbox_id END,
      send_status = CASE a.status WHEN 'open' THEN a.send_status END, skip_reason = NULL, skip_detail = NULL, updated_at = ${now}
    WHERE a.status = 'closed'
      OR (a.status = 'completed' AND a.send_status IS DISTINCT FROM 'sent' AND a.acted_at <= ${new Date(input.now - AGAIN_AFTER_MS)}::timestamptz)
      OR (a.status = 'open' AND (a.reason, a.severity) IS DISTINCT FROM (excluded.reason, excluded.severity))`;
}

const PUT_OFF = putOffOf({
  ofSource: Prisma.sql`m.source_kind = 'action' AND m.source_id = a.id`,
  heldReason: Prisma.sql`a.held_reason`,
  heldUntil: Prisma.sql`a.held_until`,
  mailboxId: Prisma.sql`a.mailbox_id`,
});

const rowSchema = z
  .object({
    id: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    kind: z.enum(ACTION_KINDS),
    pointsTo: insightSourceSchema.nullable(),
    severity: z.enum(SEVERITIES),
    reason: z.string(),
    dueOn: dayColumn,
    currency: z.string(),
    overdue: moneyColumn,
    credit: moneyColumn,
    sources: z.array(insightSourceSchema),
    status: z.enum(ACTION_STATUSES),
    snoozedUntil: dayColumn.nullable(),
    note: z.string().nullable(),
    actedById: z.string().nullable(),
    actedAt: instantColumn.nullable(),
    skipReason: z.enum(SKIP_REASONS).nullable(),
    skipDetail: z.string().nullable(),
    sendStatus: z.enum(ACTION_SEND_STATUSES).nullable(),
    requestedAt: instantColumn.nullable(),
    requestedById: z.string().nullable(),
    heldReason: z.enum(WAIT_REASONS).nullable(),
    heldLimit: heldLimitColumn,
    putOff: putOffColumn,
    heldDetail: z.string().nullable(),
    heldUntil: instantColumn.nullable(),
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
    forceReason: z.string().nullable(),
    createdAt: instantColumn,
  })
  .transform(({ customerId, customerName, sendStatus, requestedAt, requestedById, ...row }): Action => {
    const {
      heldReason,
      heldUntil,
      heldLimit,
      heldDetail,
      putOff,
      errorCode,
      errorDetail,
      forceReason,
      ...action
    } = row;
    const isAsked = sendStatus !== null && requestedAt !== null && requestedById !== null;
    return {
      ...action,
      customer: { id: customerId, name: customerName },
      send: isAsked
        ? {
            status: sendStatus,
            requestedAt,
            requestedById,
            heldReason,
            putOff,
            heldUntil,
            heldLimit,
            heldDetail,
            errorCode,
            errorDetail,
            forceReason,
          }
        : null,
    };
  });

const SWITCHED_OFF = switchedOff(Prisma.sql`h.mailbox_id = a.mailbox_id`);

async function query(
  db: Tx,
  where: Prisma.Sql,
  { today, now, after, limit }: { today: string; now: number; after: Prisma.Sql; limit: number },
): Promise<Action[]> {
  const rows = await db.$queryRaw`
    WITH chosen AS MATERIALIZED (
      SELECT a.*, c.name, c.currency, coalesce(k.credit, 0) AS credit
      FROM action a JOIN customer c ON c.id = a.customer_id LEFT JOIN customer_summary k ON k.customer_id = c.id WHERE ${where}),
    due AS (
      SELECT i.customer_id, sum(i.balance) AS overdue FROM invoice i
      WHERE i.status = 'open'::text AND i.due_on < ${dayToDate(today)}::date
        AND i.customer_id IN (SELECT customer_id FROM chosen) GROUP BY i.customer_id),
    ranked AS (SELECT a.*, coalesce(d.overdue, 0) AS overdue FROM chosen a LEFT JOIN due d USING (customer_id))
    SELECT a.id, a.customer_id AS "customerId", a.name AS "customerName", a.kind, a.severity, a.reason,
      CASE WHEN a.kind = 'email' AND a.status = 'open' AND a.send_status IS NULL
        THEN ${waitingMessageOf(Prisma.sql`a.customer_id`, new Date(now))} END AS "pointsTo",
      a.due_on AS "dueOn", a.currency, a.overdue, a.credit, a.sources, a.status, a.snoozed_until AS "snoozedUntil", a.note,
      a.acted_by_id AS "actedById", a.acted_at AS "actedAt", a.skip_reason AS "skipReason", a.skip_detail AS "skipDetail",
      a.send_status AS "sendStatus", a.send_requested_at AS "requestedAt", a.send_requested_by_id AS "requestedById",
      ${heldLimitOf('action', Prisma.sql`a`)} AS "heldLimit", ${PUT_OFF} AS "putOff", a.held_reason AS "heldReason", a.held_until AS "heldUntil",
      CASE WHEN a.held_reason IN ('switched_off', 'mailbox_hold') THEN ${SWITCHED_OFF} END AS "heldDetail", a.error_code AS "errorCode",
      a.error_detail AS "errorDetail", a.force_reason AS "forceReason", a.created_at AS "createdAt"
    FROM ranked a WHERE ${after} ORDER BY a.severity_rank DESC, a.overdue DESC, a.id DESC LIMIT ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** One action; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { actionId, today, now }: { actionId: string; today: string; now: number },
): Promise<Action | null> {
  const where = Prisma.sql`a.id = ${actionId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, { today, now, after: Prisma.sql`TRUE`, limit: 1 }))[0] ?? null;
}

/** Actions of customers the viewer may see, by severity, then by what is overdue on `today`. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { today, now, ...filter }: ListActionsQuery & { today: string; now: number },
): Promise<Page<Action>> {
  const day = Prisma.sql`${dayToDate(today)}::date`;
  const conditions = [customerIsVisible(viewer, 'c'), Prisma.sql`a.status = ${filter.status}`];
  const isSnoozed = Prisma.sql`coalesce(a.snoozed_until > ${day}, false)`;
  if (filter.status === 'open') conditions.push(Prisma.sql`${isSnoozed} = ${filter.isSnoozed ?? false}`);
  if (filter.customerId) conditions.push(Prisma.sql`a.customer_id = ${filter.customerId}`);
  if (filter.kind) conditions.push(Prisma.sql`a.kind = ${filter.kind}`);
  if (filter.severity) conditions.push(Prisma.sql`a.severity = ${filter.severity}`);
  if (filter.dueTo) conditions.push(Prisma.sql`a.due_on <= ${dayToDate(filter.dueTo)}::date`);
  const last = decodeCursor(
    filter.cursor,
    z.tuple([z.int(), z.string().regex(/^-?\d{1,24}(\.\d{1,4})?$/), z.string()]),
  );
  const after = last
    ? Prisma.sql`(a.severity_rank, a.overdue, a.id) < (${last[0]}::int, ${last[1]}::numeric, ${last[2]})`
    : Prisma.sql`TRUE`;
  const rows = await query(db, Prisma.join(conditions, ' AND '), {
    today,
    now,
    after,
    limit: filter.limit + 1,
  });
  const items = rows.slice(0, filter.limit);
  const end = items.at(-1);
  const hasMore = rows.length > filter.limit && end !== undefined;
  return {
    items,
    nextCursor: hasMore ? encodeCursor([SEVERITY_RANKS[end.severity], end.overdue, end.id]) : null,
  };
}

/** What a person does with an action; `until` is a day. */
export type ActionAnswer =
  { status: 'completed' | 'dismissed'; note: string | null } | { status: 'open'; until: string };

/** Writes the answer of a person to an open action that is locked. */
export async function answer(
  tx: Tx,
  input: { actionId: string; answer: ActionAnswer; actorId: string; now: number },
): Promise<void> {
  const at = new Date(input.now);
  const { status } = input.answer;
  await tx.recommendedAction.update({
    where: { id: input.actionId },
    data: {
      status,
      actedById: input.actorId,
      actedAt: at,
      updatedAt: at,
      ...(input.answer.status === 'open'
        ? { snoozedUntil: dayToDate(input.answer.until) }
        : { note: input.answer.note }),
    },
  });
}
