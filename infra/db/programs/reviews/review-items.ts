import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import {
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DECISIONS,
  TOUCHPOINT_REASONS,
} from '../../../../contracts/programs/kinds.ts';
import { TOUCHPOINT_LEVELS } from '../../../../contracts/sending/kinds.ts';
import type { Page } from '../../../../contracts/paging.ts';
import type {
  CustomerReview,
  ListCustomerReviewsQuery,
  ListReviewItemsQuery,
  ReviewItem,
} from '../../../../contracts/programs/review-batches.ts';
import { seenHashOf } from '../../../../domain/programs/seen-hash.ts';
import type {
  BasisInvoice,
  WrittenBasis,
  WrittenContent,
} from '../../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../client.ts';
import { decodeCursor, encodeCursor, pageOf } from '../../cursor.ts';
import { Prisma } from '../../generated/client.ts';
import { countedCreditOf } from '../../receivables/owed.ts';
import { dayToDate, isoOrNull, moneyColumn, moneyOf } from '../../rows.ts';
import {
  touchpointChangesSchema,
  writtenBasisSchema,
  writtenContentSchema,
} from '../touchpoints/scheduled-touchpoints.ts';
import { customerIsVisible } from '../../visibility.ts';
import { putOffColumn } from '../../sending/put-off.ts';
import { PUT_OFF_OF_ITEM } from '../touchpoint-put-off.ts';

/** What a message asks for, of the facts it was written from. */
export function askedFor(content: WrittenContent | null, facts: WrittenBasis | null) {
  const asked = new Set(content?.invoices);
  const invoices = (facts?.invoices ?? []).filter((invoice) => asked.has(invoice.invoiceId));
  const sumOf = (of: (invoice: BasisInvoice) => string) =>
    invoices.reduce((total, invoice) => total.plus(of(invoice)), new Prisma.Decimal(0));
  const sum = sumOf(({ balance }) => balance);
  const credit = sumOf((invoice) => invoice.credit ?? '0');
  return {
    amount: moneyOf(sum),
    credit: moneyOf(credit),
    net: moneyOf(sum.minus(credit)),
    invoices: invoices.map(({ invoiceId, number, dueOn, balance, credit: covered = '0' }) => ({
      id: invoiceId,
      number,
      dueOn,
      balance: moneyOf(new Prisma.Decimal(balance)),
      credit: moneyOf(new Prisma.Decimal(covered)),
    })),
  };
}

const rowSchema = z
  .object({
    id: z.string(),
    batch_id: z.string(),
    program_id: z.string(),
    program_name: z.string(),
    touchpoint_id: z.string(),
    label: z.string(),
    level: z.enum(TOUCHPOINT_LEVELS),
    customer_id: z.string(),
    customer_name: z.string(),
    currency: z.string(),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    decision: z.enum(TOUCHPOINT_DECISIONS).nullable(),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    days_overdue: z.int().nullable(),
    content: writtenContentSchema.nullable(),
    content_hash: z.string().nullable(),
    facts: writtenBasisSchema.nullable(),
    returned_at: z.date().nullable(),
    returned_for: touchpointChangesSchema.nullable(),
    error_code: z.string().nullable(),
    error_detail: z.string().nullable(),
    put_off: putOffColumn,
    edited_by_id: z.string().nullable(),
    edited_at: z.date().nullable(),
    decided_by_id: z.string().nullable(),
    decided_at: z.date().nullable(),
  })
  .transform((row): ReviewItem => {
    const { content } = row;
    const { amount, credit, net, invoices } = askedFor(content, row.facts);
    return {
      id: row.id,
      batchId: row.batch_id,
      program: { id: row.program_id, name: row.program_name },
      touchpoint: { id: row.touchpoint_id, label: row.label, level: row.level },
      customer: { id: row.customer_id, name: row.customer_name },
      status: row.status,
      decision: row.decision,
      reason: row.reason,
      currency: row.currency,
      amount: content && amount,
      credit: content && credit,
      net: content && net,
      language: content?.language ?? null,
      invoices,
      daysOverdue: row.days_overdue,
      subject: content?.subject ?? null,
      html: content?.html ?? null,
      text: content?.text ?? null,
      to: content?.to ?? [],
      cc: content?.cc ?? [],
      bcc: content?.bcc ?? [],
      contentHash: seenHashOf({ contentHash: row.content_hash, returnedFor: row.returned_for }),
      returnedAt: isoOrNull(row.returned_at),
      returnedFor: row.returned_for,
      errorCode: row.error_code,
      errorDetail: row.error_detail,
      putOff: row.put_off,
      editedById: row.edited_by_id,
      editedAt: isoOrNull(row.edited_at),
      decidedById: row.decided_by_id,
      decidedAt: isoOrNull(row.decided_at),
    };
  });

/** The most overdue first. */
const depth = Prisma.sql`coalesce(s.days_overdue, 0)`;

const FROM = Prisma.sql`
  FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
  JOIN program p ON p.id = s.program_id JOIN touchpoint t ON t.id = s.touchpoint_id`;

async function query(db: Tx, where: Prisma.Sql, limit: Prisma.Sql): Promise<ReviewItem[]> {
  const rows = await db.$queryRaw`
    SELECT s.id, s.batch_id, s.program_id, p.name AS program_name, s.touchpoint_id, t.label, s.level, s.customer_id,
      c.name AS customer_name, c.currency, s.status, s.decision, s.reason, s.days_overdue, s.content, s.content_hash,
      s.facts, s.returned_at, s.returned_for, s.error_code, s.error_detail, s.edited_by_id, s.edited_at,
      s.decided_by_id, s.decided_at, ${PUT_OFF_OF_ITEM} AS put_off
    ${FROM} WHERE s.batch_id IS NOT NULL AND ${where} ORDER BY ${depth} DESC, s.id ${limit}`;
  return z.array(rowSchema).parse(rows);
}

/** Items of a batch of customers that the viewer may see, the most overdue first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { batchId, limit, cursor, ...filter }: ListReviewItemsQuery & { batchId: string },
): Promise<Page<ReviewItem>> {
  const conditions = [Prisma.sql`s.batch_id = ${batchId}`, customerIsVisible(viewer, 'c')];
  if (filter.status) conditions.push(Prisma.sql`s.status = ${filter.status}`);
  const last = decodeCursor(cursor, z.tuple([z.int(), z.string()]));
  if (last) conditions.push(Prisma.sql`(-${depth}, s.id) > (${-last[0]}::int, ${last[1]})`);
  const rows = await query(db, Prisma.join(conditions, ' AND '), Prisma.sql`LIMIT ${limit + 1}`);
  return pageOf(rows, limit, (item) => [item.daysOverdue ?? 0, item.id]);
}

/** One item of a batch; null when it is not in it, or of a hidden customer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { batchId, itemId }: { batchId: string; itemId: string },
): Promise<ReviewItem | null> {
  const where = Prisma.sql`s.id = ${itemId} AND s.batch_id = ${batchId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, Prisma.empty))[0] ?? null;
}

const customerSchema = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  overdue: z.instanceof(Prisma.Decimal),
  credit: moneyColumn,
  net: moneyColumn,
});

/** What waits for a decision, by customer across batches, the largest balance overdue on `today` first. */
export async function listByCustomer(
  db: Tx,
  viewer: Viewer,
  { limit, cursor, today, ...filter }: ListCustomerReviewsQuery & { today: string },
): Promise<Page<CustomerReview>> {
  const waits = [
    Prisma.sql`s.status = 'proposed' AND s.batch_id IN (SELECT id FROM review_batch WHERE status = 'proposed')`,
    customerIsVisible(viewer, 'c'),
  ];
  if (filter.programId) waits.push(Prisma.sql`s.program_id = ${filter.programId}`);
  if (filter.customerId) waits.push(Prisma.sql`s.customer_id = ${filter.customerId}`);
  const where = Prisma.join(waits, ' AND ');
  const last = decodeCursor(cursor, z.tuple([z.string().regex(/^\d{1,24}(\.\d{1,4})?$/), z.string()]));
  const after = last ? Prisma.sql`(-o.overdue, o.id) > (-${last[0]}::numeric, ${last[1]})` : Prisma.sql`TRUE`;
  const rows = await db.$queryRaw`
    WITH waiting AS (
      SELECT DISTINCT c.id, c.name, c.currency FROM scheduled_touchpoint s JOIN customer c ON c.id = s.customer_id
      WHERE ${where}),
    owing AS (
      SELECT w.*, (SELECT coalesce(sum(i.balance), 0) FROM invoice i WHERE i.customer_id = w.id
        AND i.status = 'open'::text AND i.due_on < ${dayToDate(today)}::date) AS overdue FROM waiting w)
    SELECT o.id, o.name, o.currency, o.overdue, coalesce(z.credit, 0) AS credit,
      o.overdue - ${countedCreditOf(Prisma.sql`z`)} AS net
    FROM owing o LEFT JOIN customer_summary z ON z.customer_id = o.id
    WHERE ${after} ORDER BY o.overdue DESC, o.id LIMIT ${limit + 1}`;
  const found = z.array(customerSchema).parse(rows);
  const customers = found.slice(0, limit);
  const ids = customers.map((customer) => customer.id);
  const items =
    ids.length === 0
      ? []
      : await query(db, Prisma.sql`${where} AND s.customer_id = ANY(${ids}::text[])`, Prisma.empty);
  const end = found.length > limit ? customers.at(-1) : undefined;
  return {
    items: customers.map(({ id, name, currency, overdue, credit, net }) => ({
      customer: { id, name },
      currency,
      overdue: moneyOf(overdue),
      credit,
      net,
      items: items.filter((item) => item.customer.id === id).map(summaryOf),
    })),
    nextCursor: end ? encodeCursor([end.overdue.toFixed(), end.id]) : null,
  };
}

function summaryOf(item: ReviewItem): CustomerReview['items'][number] {
  const { id, batchId, program, touchpoint, customer, status, subject, currency, amount, credit, net } = item;
  const { language, errorCode, errorDetail, daysOverdue, contentHash, returnedAt } = item;
  return {
    id,
    batchId,
    program,
    touchpoint,
    customer,
    status,
    subject,
    currency,
    amount,
    credit,
    net,
    language,
    errorCode,
    errorDetail,
    daysOverdue,
    contentHash,
    returnedAt,
  };
}
