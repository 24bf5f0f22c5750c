import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { RELATED_RECORD_KINDS } from '../../../contracts/receivables/kinds.ts';
import { transactionMeansSchema } from '../../../contracts/receivables/documents.ts';
import type { Page } from '../../../contracts/paging.ts';
import type {
  ListRelatedRecordsQuery,
  RelatedEvent,
  RelatedRecord,
  RelatedRecordDetail,
} from '../../../contracts/receivables/related-records.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma, type RelatedRecord as Row } from '../generated/client.ts';
import { approvalsOf, readApprovals } from './approvals.ts';
import { openOf } from './credit.ts';
import { filesOf } from './documents.ts';
import { dayOf, dayToDate, isoOf, moneyOf } from '../rows.ts';
import { canSeeCustomer } from '../visibility.ts';

async function shown(db: Tx, rows: readonly Row[]): Promise<RelatedRecord[]> {
  const sums = await db.creditApplication.groupBy({
    by: ['relatedRecordId'],
    where: { relatedRecordId: { in: rows.filter((row) => row.kind === 'credit_note').map((row) => row.id) } },
    _sum: { amount: true },
  });
  const applied = new Map(sums.map((sum) => [sum.relatedRecordId, sum._sum.amount]));
  const open = await openOf(
    db,
    rows.filter((row) => row.kind === 'credit_note').map((row) => row.customerId),
  );
  const files = await filesOf(
    db,
    rows.filter((row) => row.kind === 'document').map((row) => row.id),
  );
  return rows.map(({ creditUsed: _used, ofKind, ofExternalId, ...row }) => ({
    ...row,
    kind: z.enum(RELATED_RECORD_KINDS).parse(row.kind),
    occurredOn: row.occurredOn && dayOf(row.occurredOn),
    endsOn: row.endsOn && dayOf(row.endsOn),
    amount: row.amount && moneyOf(row.amount),
    applied: row.kind === 'credit_note' ? moneyOf(applied.get(row.id) ?? new Prisma.Decimal(0)) : null,
    open: row.kind === 'credit_note' ? (open.get(row.id) ?? '0.00') : null,
    properties: z.record(z.string(), z.unknown()).parse(row.properties),
    file: files.get(row.id) ?? null,
    of: transactionMeansSchema.nullable().parse(ofKind && { kind: ofKind, externalId: ofExternalId }),
    createdAt: isoOf(row.createdAt),
    updatedAt: isoOf(row.updatedAt),
  }));
}

/**
 * Records of a customer, newest first, with the approvals that people gave in programs; null when the customer is absent
 * or hidden.
 */
export async function list(
  db: Tx,
  viewer: Viewer,
  { customerId, ...query }: ListRelatedRecordsQuery & { customerId: string },
): Promise<Page<RelatedRecord> | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const kind = query.kind ?? null;
  const status = query.status ?? null;
  const last = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), z.string()]));
  const before = last ? Prisma.sql`(k.at, k.id) < (${new Date(last[0])}, ${last[1]})` : Prisma.sql`TRUE`;
  const keys = await db.$queryRaw`
    SELECT k.id, k.at FROM (
      SELECT r.id, r.created_at AS at, r.status FROM related_record r
      WHERE r.customer_id = ${customerId} AND (${kind}::text IS NULL OR r.kind = ${kind}::text)
      UNION ALL
      SELECT * FROM (${approvalsOf(customerId)}) a WHERE coalesce(${kind}::text, 'approval') = 'approval') k
    WHERE (${status}::text IS NULL OR k.status = ${status}::text) AND ${before}
    ORDER BY k.at DESC, k.id DESC LIMIT ${query.limit + 1}`;
  const page = pageOf(z.array(keySchema).parse(keys), query.limit, (key) => [isoOf(key.at), key.id]);
  const ids = page.items.map((key) => key.id);
  const rows = await db.relatedRecord.findMany({ where: { id: { in: ids } } });
  const records = [...(await shown(db, rows)), ...(await readApprovals(db, ids))];
  const byId = new Map(records.map((record) => [record.id, record]));
  return { ...page, items: ids.flatMap((id) => byId.get(id) ?? []) };
}

const keySchema = z.object({ id: z.string(), at: z.date() });

/** One record with the invoices it lowered; null when absent or of a hidden customer. */
export async function find(db: Tx, viewer: Viewer, id: string): Promise<RelatedRecordDetail | null> {
  const row = await db.relatedRecord.findUnique({ where: { id } });
  if (!row || !(await canSeeCustomer(db, viewer, row.customerId))) return null;
  const [record] = await shown(db, [row]);
  const applications = await db.creditApplication.findMany({
    where: { relatedRecordId: id },
    orderBy: { id: 'asc' },
  });
  const invoices = await db.invoice.findMany({
    where: { id: { in: applications.map((each) => each.invoiceId) } },
    select: { id: true, number: true },
  });
  const events = await db.relatedRecordEvent.findMany({
    where: { relatedRecordId: id },
    orderBy: [{ occurredOn: 'asc' }, { id: 'asc' }],
  });
  const numbers = new Map(invoices.map((invoice) => [invoice.id, invoice.number]));
  return {
    ...record!,
    applications: applications.map((each) => ({
      id: each.id,
      invoiceId: each.invoiceId,
      invoiceNumber: numbers.get(each.invoiceId) ?? '',
      amount: moneyOf(each.amount),
      currency: each.currency,
      createdAt: isoOf(each.createdAt),
    })),
    events: events.map(({ relatedRecordId: _of, ...each }) => ({
      ...each,
      occurredOn: dayOf(each.occurredOn),
      amount: each.amount && moneyOf(each.amount),
      createdAt: isoOf(each.createdAt),
    })),
  };
}

/** Adds what happened to a record; one whose external id is known changes nothing. Returns whether it was new. */
export async function addEvent(
  tx: Tx,
  input: Omit<RelatedEvent, 'createdAt'> & { relatedRecordId: string; now: number },
): Promise<boolean> {
  const { now, occurredOn, ...columns } = input;
  const { count } = await tx.relatedRecordEvent.createMany({
    data: [{ ...columns, occurredOn: dayToDate(occurredOn), createdAt: new Date(now) }],
    skipDuplicates: true,
  });
  return count === 1;
}
