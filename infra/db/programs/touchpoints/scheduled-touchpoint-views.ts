import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import { MESSAGE_STATUSES, WAIT_REASONS, TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import {
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_DELIVERIES,
  TOUCHPOINT_REASONS,
} from '../../../../contracts/programs/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type {
  ListScheduledTouchpointsQuery,
  ScheduledTouchpoint,
} from '../../../../contracts/programs/scheduled-touchpoints.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { dayColumn, dayToDate, instantColumn } from '../../rows.ts';
import { heldLimitColumn, heldLimitOf } from '../../sending/held-limit.ts';
import { putOffColumn } from '../../sending/put-off.ts';
import { PROGRAM_MAILBOX } from '../program-mailbox.ts';
import { PUT_OFF } from '../touchpoint-put-off.ts';
import { switchedOff } from '../../holds/switched-off.ts';
import { customerIsVisible } from '../../visibility.ts';

type Filter = Omit<ListScheduledTouchpointsQuery, 'limit' | 'cursor' | 'order'>;

const instantOrNull = instantColumn.nullable();
const text = z.string().nullable();
const author = z.object({ id: z.string(), name: text });

const rowSchema = z.object({
  id: z.string(),
  program: z.object({ id: z.string(), name: z.string() }),
  touchpoint: z.object({
    id: z.string(),
    label: z.string(),
    offsetDays: z.int(),
    delivery: z.enum(TOUCHPOINT_DELIVERIES),
    isArchived: z.boolean(),
  }),
  customer: z.object({ id: z.string(), name: z.string() }),
  invoice: z.object({ id: z.string(), number: z.string() }).nullable(),
  level: z.enum(TOUCHPOINT_LEVELS),
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
  reason: z.enum(TOUCHPOINT_REASONS).nullable(),
  decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
  decidedBy: author.nullable(),
  decidedAt: instantOrNull,
  plannedOn: dayColumn,
  plannedAt: instantColumn,
  runId: text,
  batchId: text,
  daysOverdue: z.int().nullable(),
  subject: text,
  recipients: z.array(z.string()),
  messageStatus: z.enum(MESSAGE_STATUSES).nullable(),
  heldReason: z.enum(WAIT_REASONS).nullable(),
  heldDetail: z.string().nullable(),
  heldUntil: instantOrNull,
  heldLimit: heldLimitColumn,
  putOff: putOffColumn,
  errorCode: text,
  errorDetail: text,
  returnedAt: instantOrNull,
  supersededById: text,
  endedAt: instantOrNull,
  createdAt: instantColumn,
  updatedAt: instantColumn,
});

/** Expression: a user as JSON, by id; null without one. The engine has no name. */
export const person = (id: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(SELECT jsonb_build_object('id', n.id, 'name', u.name)
    FROM (SELECT ${id} AS id) n LEFT JOIN app_user u ON u.id = n.id WHERE n.id IS NOT NULL)`;

const SWITCHED_OFF = switchedOff(
  Prisma.sql`h.program_id = p.id OR (x.held_reason = 'mailbox_hold' AND h.mailbox_id = ${PROGRAM_MAILBOX})`,
);

/** Chosen rows of `scheduled_touchpoint` with the names they show, in the order given. */
function shownRows(chosen: Prisma.Sql, order: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    WITH page AS MATERIALIZED (${chosen})
    SELECT x.id, jsonb_build_object('id', p.id, 'name', p.name) AS program,
      jsonb_build_object('id', t.id, 'label', t.label, 'offsetDays', t.offset_days, 'delivery', t.delivery,
        'isArchived', t.archived_at IS NOT NULL) AS touchpoint,
      jsonb_build_object('id', c.id, 'name', c.name) AS customer,
      CASE WHEN i.id IS NOT NULL THEN jsonb_build_object('id', i.id, 'number', i.number) END AS invoice,
      x.level, x.status, x.reason, x.decision, ${person(Prisma.sql`x.decided_by_id`)} AS "decidedBy",
      x.decided_at AS "decidedAt", x.planned_on AS "plannedOn", x.planned_at AS "plannedAt", x.run_id AS "runId",
      x.batch_id AS "batchId", x.days_overdue AS "daysOverdue",
      coalesce(x.content->>'subject', m.subject) AS subject,
      coalesce(x.content->'to', (SELECT jsonb_agg(r.address ORDER BY r.address) FROM message_recipient r
        WHERE r.message_id = m.id AND r.kind = 'to'), '[]') AS recipients,
      m.status AS "messageStatus", x.held_reason AS "heldReason", x.held_until AS "heldUntil",
      CASE WHEN x.held_reason IN ('switched_off', 'mailbox_hold') THEN ${SWITCHED_OFF} END AS "heldDetail",
      ${heldLimitOf('touchpoint', Prisma.sql`x`)} AS "heldLimit", ${PUT_OFF} AS "putOff", x.error_code AS "errorCode", x.error_detail AS "errorDetail", x.returned_at AS "returnedAt",
      x.superseded_by_id AS "supersededById", x.ended_at AS "endedAt", x.created_at AS "createdAt",
      x.updated_at AS "updatedAt"
    FROM page x JOIN program p ON p.id = x.program_id JOIN touchpoint t ON t.id = x.touchpoint_id
    JOIN customer c ON c.id = x.customer_id LEFT JOIN invoice i ON i.id = x.invoice_id
    LEFT JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = x.id
    ORDER BY ${order}`;
}

/** Condition over `x`: it is about this invoice, or asks for it among others. */
function asksFor(invoiceId: string): Prisma.Sql {
  const among = Prisma.sql`${JSON.stringify([{ invoiceId }])}::jsonb`;
  return Prisma.sql`x.customer_id = (SELECT customer_id FROM invoice WHERE id = ${invoiceId})
    AND (x.invoice_id = ${invoiceId} OR x.facts->'invoices' @> ${among} OR EXISTS (
      SELECT 1 FROM message m WHERE m.source_kind = 'touchpoint' AND m.source_id = x.id
        AND m.facts->'invoices' @> ${among}))`;
}

function conditionsOf(viewer: Viewer, filter: Filter): Prisma.Sql[] {
  const conditions = [customerIsVisible(viewer, 'c')];
  const add = (condition: Prisma.Sql) => conditions.push(condition);
  if (filter.programId) add(Prisma.sql`x.program_id = ${filter.programId}`);
  if (filter.touchpointId) add(Prisma.sql`x.touchpoint_id = ${filter.touchpointId}`);
  if (filter.runId) add(Prisma.sql`x.run_id = ${filter.runId}`);
  if (filter.batchId) add(Prisma.sql`x.batch_id = ${filter.batchId}`);
  if (filter.customerId) add(Prisma.sql`x.customer_id = ${filter.customerId}`);
  if (filter.invoiceId) add(asksFor(filter.invoiceId));
  if (filter.statuses) add(Prisma.sql`x.status = ANY(${filter.statuses}::text[])`);
  if (filter.plannedFrom) add(Prisma.sql`x.planned_on >= ${dayToDate(filter.plannedFrom)}::date`);
  if (filter.plannedTo) add(Prisma.sql`x.planned_on <= ${dayToDate(filter.plannedTo)}::date`);
  return conditions;
}

const SOURCE = Prisma.sql`scheduled_touchpoint x JOIN customer c ON c.id = x.customer_id`;

/** One page by planned date, of customers that the viewer may see. */
export async function page(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, order, ...filter }: ListScheduledTouchpointsQuery,
): Promise<Page<ScheduledTouchpoint>> {
  const conditions = conditionsOf(viewer, filter);
  const after = decodeCursor(cursor, z.tuple([z.literal(order), z.iso.date(), z.string()]));
  const [operator, direction] =
    order === 'asc'
      ? [Prisma.sql`>`, Prisma.sql`x.planned_on, x.id`]
      : [Prisma.sql`<`, Prisma.sql`x.planned_on DESC, x.id DESC`];
  if (after) {
    conditions.push(Prisma.sql`(x.planned_on, x.id) ${operator} (${dayToDate(after[1])}::date, ${after[2]})`);
  }
  const chosen = Prisma.sql`
    SELECT x.* FROM ${SOURCE} WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${direction} LIMIT ${limit + 1}`;
  const rows = z.array(rowSchema).parse(await db.$queryRaw(shownRows(chosen, direction)));
  return pageOf(rows, limit, (row) => [order, row.plannedOn, row.id]);
}

/** How many fit that the viewer may see. */
export async function count(db: Tx, viewer: Viewer, filter: Filter): Promise<number> {
  const where = Prisma.join(conditionsOf(viewer, filter), ' AND ');
  const rows = await db.$queryRaw`SELECT count(*)::int AS count FROM ${SOURCE} WHERE ${where}`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]?.count ?? 0;
}

/** One scheduled touchpoint; null when absent or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { scheduledTouchpointId }: { scheduledTouchpointId: string },
): Promise<ScheduledTouchpoint | null> {
  const chosen = Prisma.sql`
    SELECT x.* FROM ${SOURCE} WHERE x.id = ${scheduledTouchpointId} AND ${customerIsVisible(viewer, 'c')}`;
  const rows = await db.$queryRaw(shownRows(chosen, Prisma.sql`x.id`));
  return z.array(rowSchema).parse(rows)[0] ?? null;
}
