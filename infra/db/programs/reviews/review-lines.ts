import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import {
  REVIEW_ATTENTIONS,
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_REASONS,
  type ReviewAttention,
  type ReviewSort,
} from '../../../../contracts/programs/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type { ListReviewLinesQuery, ReviewLine } from '../../../../contracts/programs/review-items.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import { seenHashOf } from '../../../../domain/programs/seen-hash.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { instantColumn, isoOrNull, moneyOf } from '../../rows.ts';
import { customerIsVisible } from '../../visibility.ts';
import { touchpointChangesSchema, writtenBeforeSchema } from '../touchpoints/scheduled-touchpoints.ts';
import { ASKED_AMOUNT } from './asked-amount.ts';
import { askedFor } from './review-items.ts';

const text = z.string().nullable();
const instant = z.date().nullable().transform(isoOrNull);
const number = z.instanceof(Prisma.Decimal);

const rowSchema = z.object({
  id: z.string(),
  batchId: z.string(),
  programId: z.string(),
  programName: z.string(),
  touchpointId: z.string(),
  label: z.string(),
  level: z.enum(TOUCHPOINT_LEVELS),
  customerId: z.string(),
  customerName: z.string(),
  currency: z.string(),
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
  decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
  reason: z.enum(TOUCHPOINT_REASONS).nullable(),
  daysOverdue: z.int().nullable(),
  isWritten: z.boolean(),
  subject: text,
  language: text,
  amount: number,
  credit: number,
  contentHash: text,
  returnedAt: instant,
  returnedFor: touchpointChangesSchema.nullable(),
  errorCode: text,
  errorDetail: text,
  editedById: text,
  editedAt: instant,
  attention: z.array(z.enum(REVIEW_ATTENTIONS)),
  first: number,
  second: number,
});

function shown(row: z.infer<typeof rowSchema>): ReviewLine {
  const { programId, programName, touchpointId, label, level, customerId, customerName, ...rest } = row;
  const { isWritten, amount, credit, contentHash, returnedFor, first: _f, second: _s, ...line } = rest;
  return {
    ...line,
    program: { id: programId, name: programName },
    touchpoint: { id: touchpointId, label, level },
    customer: { id: customerId, name: customerName },
    amount: isWritten ? moneyOf(amount) : null,
    credit: isWritten ? moneyOf(credit) : null,
    net: isWritten ? moneyOf(amount.minus(credit)) : null,
    contentHash: seenHashOf({ contentHash, returnedFor }),
  };
}

/** Why to look at the item `s` first, each as a condition. */
const ATTENTION = {
  returned: Prisma.sql`s.returned_at IS NOT NULL`,
  edited: Prisma.sql`s.edited_at IS NOT NULL`,
  unwritten: Prisma.sql`s.error_code IS NOT NULL AND s.status IN ('proposed', 'failed')`,
} satisfies Record<ReviewAttention, Prisma.Sql>;
const ANY_ATTENTION = Prisma.join(Object.values(ATTENTION), ' OR ');
const attentions = Prisma.sql`array_remove(ARRAY[${Prisma.join(
  Object.entries(ATTENTION).map(([name, holds]) => Prisma.sql`CASE WHEN ${holds} THEN ${name}::text END`),
)}], NULL)`;

/** The two numbers that an order goes by, the largest first. */
const SORTS = {
  overdue: [Prisma.sql`coalesce(s.days_overdue, 0)::numeric`, Prisma.sql`0::numeric`],
  amount: [Prisma.sql`asked.amount`, Prisma.sql`0::numeric`],
  attention: [Prisma.sql`CASE WHEN ${ANY_ATTENTION} THEN 1::numeric ELSE 0 END`, Prisma.sql`asked.amount`],
} satisfies Record<ReviewSort, [Prisma.Sql, Prisma.Sql]>;

const key = z.string().regex(/^\d{1,24}(\.\d{1,4})?$/);

/** Items of a batch of customers that the viewer may see, without their words. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { batchId, limit, cursor, sort, ...filter }: ListReviewLinesQuery & { batchId: string },
): Promise<Page<ReviewLine>> {
  const [first, second] = SORTS[sort];
  const conditions = [Prisma.sql`s.batch_id = ${batchId}`, customerIsVisible(viewer, 'c')];
  if (filter.status) conditions.push(Prisma.sql`s.status = ${filter.status}`);
  if (filter.attention) conditions.push(Prisma.sql`(${ATTENTION[filter.attention]})`);
  const last = decodeCursor(cursor, z.tuple([key, key, z.string()]));
  if (last)
    conditions.push(
      Prisma.sql`(-(${first}), -(${second}), s.id) > (-${last[0]}::numeric, -${last[1]}::numeric, ${last[2]})`,
    );
  const rows = await db.$queryRaw`
    SELECT s.id, s.batch_id AS "batchId", s.program_id AS "programId", p.name AS "programName",
      s.touchpoint_id AS "touchpointId", t.label, s.level, s.customer_id AS "customerId", c.name AS "customerName",
      c.currency, s.status, s.decision, s.reason, s.days_overdue AS "daysOverdue", s.content IS NOT NULL AS "isWritten",
      s.content->>'subject' AS subject, s.content->>'language' AS language, asked.amount, asked.credit,
      s.content_hash AS "contentHash", s.returned_at AS "returnedAt", s.returned_for AS "returnedFor",
      s.error_code AS "errorCode", s.error_detail AS "errorDetail", s.edited_by_id AS "editedById",
      s.edited_at AS "editedAt", ${attentions} AS attention, ${first} AS first, ${second} AS second
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    JOIN program p ON p.id = s.program_id JOIN touchpoint t ON t.id = s.touchpoint_id
    CROSS JOIN LATERAL ${ASKED_AMOUNT} asked
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${first} DESC, ${second} DESC, s.id LIMIT ${limit + 1}`;
  const page = pageOf(z.array(rowSchema).parse(rows), limit, (row) => [
    row.first.toFixed(),
    row.second.toFixed(),
    row.id,
  ]);
  return { items: page.items.map(shown), nextCursor: page.nextCursor };
}

/** How items that were named stand, of customers that the viewer may see. */
export async function readStandings(
  db: Tx,
  viewer: Viewer,
  { batchId, itemIds }: { batchId: string; itemIds: readonly string[] },
): Promise<Map<string, ItemStanding>> {
  const rows = await db.$queryRaw`
    SELECT s.id, s.status, s.content_hash AS "contentHash", s.returned_for AS "returnedFor", s.decision,
      s.decided_by_id AS "decidedById", s.decided_at AS "decidedAt", s.ended_at AS "endedAt",
      s.edited_by_id AS "editedById", s.edited_at AS "editedAt", s.returned_at AS "returnedAt"
    FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
    WHERE s.batch_id = ${batchId} AND s.id = ANY(${[...itemIds]}::text[]) AND ${customerIsVisible(viewer, 'c')}`;
  return new Map(
    z
      .array(standingSchema)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
}

const orNull = instantColumn.nullable();
const standingSchema = z
  .object({
    id: z.string(),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    contentHash: text,
    returnedFor: touchpointChangesSchema.nullable(),
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    decidedById: text,
    decidedAt: orNull,
    endedAt: orNull,
    editedById: text,
    editedAt: orNull,
    returnedAt: orNull,
  })
  .transform(({ returnedFor, contentHash, ...row }) => ({
    ...row,
    seenHash: seenHashOf({ contentHash, returnedFor }),
  }));
/** How an item stands that somebody decides about by name. */
export type ItemStanding = z.infer<typeof standingSchema>;

/** What an item said before it came back; null: it has not. To be called for items that the viewer may see. */
export async function readBefore(db: Tx, itemId: string) {
  const rows =
    await db.$queryRaw`SELECT written_before AS before FROM scheduled_touchpoint WHERE id = ${itemId}`;
  const before = z.array(z.object({ before: writtenBeforeSchema.nullable() })).parse(rows)[0]?.before;
  if (!before) return null;
  const { subject, html, text: plain, to, cc, bcc } = before.content;
  return { ...askedFor(before.content, before.facts), subject, html, text: plain, to, cc, bcc };
}
