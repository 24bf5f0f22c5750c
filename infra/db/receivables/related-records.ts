import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { RELATED_RECORD_KINDS } from '../../../contracts/receivables/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import type {
  ListRelatedRecordsQuery,
  RelatedRecord,
  RelatedRecordDetail,
} from '../../../contracts/receivables/related-records.ts';
import type { StoredRelatedRecord } from '../../../domain/imports/merge-related-record.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma, type RelatedRecord as Row } from '../generated/client.ts';
import type { ImportCustomer } from '../imports/import-contacts.ts';
import { approvalsOf, readApprovals } from './approvals.ts';
import { dayOf, isoOf, moneyOf } from '../rows.ts';
import { canSeeCustomer, customerIsVisible } from '../visibility.ts';

async function shown(db: Tx, rows: readonly Row[]): Promise<RelatedRecord[]> {
  const sums = await db.creditApplication.groupBy({
    by: ['relatedRecordId'],
    where: { relatedRecordId: { in: rows.filter((row) => row.kind === 'credit_note').map((row) => row.id) } },
    _sum: { amount: true },
  });
  const applied = new Map(sums.map((sum) => [sum.relatedRecordId, sum._sum.amount]));
  return rows.map((row) => ({
    ...row,
    kind: z.enum(RELATED_RECORD_KINDS).parse(row.kind),
    occurredOn: row.occurredOn && dayOf(row.occurredOn),
    endsOn: row.endsOn && dayOf(row.endsOn),
    amount: row.amount && moneyOf(row.amount),
    applied: row.kind === 'credit_note' ? moneyOf(applied.get(row.id) ?? new Prisma.Decimal(0)) : null,
    properties: z.record(z.string(), z.unknown()).parse(row.properties),
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
  };
}

const storedSchema = z.object({
  id: z.string(),
  kind: z.enum(RELATED_RECORD_KINDS),
  externalId: z.string(),
  customerId: z.string(),
  status: z.string().nullable(),
  occurredOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  amount: z.string().nullable(),
  currency: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  allocations: z.array(z.object({ invoiceNumber: z.string(), amount: z.string() })),
});

/** Records by kind and external id, of whatever customer: a pair is taken once. Only for comparison, never shown. */
export async function readStored(
  tx: Tx,
  _viewer: Viewer,
  keys: readonly { kind: string; externalId: string }[],
): Promise<StoredRelatedRecord[]> {
  const rows = await tx.$queryRaw`
    SELECT r.id, r.kind, r.external_id AS "externalId", r.customer_id AS "customerId", r.status,
      r.occurred_on::text AS "occurredOn", r.ends_on::text AS "endsOn", r.amount::text, r.currency, r.properties,
      (SELECT coalesce(json_agg(json_build_object('invoiceNumber', i.number, 'amount', a.amount::text)), '[]'::json)
        FROM (SELECT invoice_id, sum(amount) AS amount FROM credit_application WHERE related_record_id = r.id
          GROUP BY invoice_id) a JOIN invoice i ON i.id = a.invoice_id) AS allocations
    FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k(kind text, "externalId" text)
    JOIN related_record r ON r.kind = k.kind AND r.external_id = k."externalId"`;
  return z.array(storedSchema).parse(rows);
}

/** Customers that the viewer may see, by id, as rows of an import need them. */
export async function readCustomers(
  tx: Tx,
  viewer: Viewer,
  customerIds: readonly string[],
): Promise<Map<string, ImportCustomer>> {
  if (customerIds.length === 0) return new Map();
  const rows = await tx.$queryRaw`
    SELECT c.id, coalesce(c.external_id, '') AS "externalId", c.currency FROM customer c
    WHERE c.id = ANY(${[...customerIds]}::text[]) AND ${customerIsVisible(viewer, 'c')}`;
  const schema = z.object({ id: z.string(), externalId: z.string(), currency: z.string() });
  return new Map(
    z
      .array(schema)
      .parse(rows)
      .map((row) => [row.id, row]),
  );
}

/** A record as it is written. */
export type RelatedRecordRow = Omit<StoredRelatedRecord, 'allocations'>;

const COLUMNS = Prisma.sql`id text, kind text, "externalId" text, "customerId" text, status text, "occurredOn" date,
  "endsOn" date, amount numeric, currency text, properties jsonb`;

/** Inserts records in one statement; one whose key is taken by now is left out. @returns how many went in */
export async function insertAll(
  tx: Tx,
  { records, source, now }: { records: readonly RelatedRecordRow[]; source: string; now: number },
): Promise<number> {
  if (records.length === 0) return 0;
  const at = new Date(now);
  return tx.$executeRaw`
    INSERT INTO related_record (id, kind, external_id, customer_id, status, occurred_on, ends_on, amount, currency,
      properties, source, created_at, updated_at)
    SELECT i.id, i.kind, i."externalId", i."customerId", i.status, i."occurredOn", i."endsOn", i.amount, i.currency,
      i.properties, ${source}, ${at}, ${at}
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS i(${COLUMNS})
    ON CONFLICT (kind, external_id) DO NOTHING`;
}

/** Writes the columns of records whose customers this transaction has locked, in one statement. */
export async function updateAll(
  tx: Tx,
  { records, now }: { records: readonly RelatedRecordRow[]; now: number },
): Promise<void> {
  if (records.length === 0) return;
  await tx.$executeRaw`
    UPDATE related_record r SET status = i.status, occurred_on = i."occurredOn", ends_on = i."endsOn",
      amount = i.amount, currency = i.currency, properties = i.properties, updated_at = ${new Date(now)}
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS i(${COLUMNS}) WHERE r.id = i.id`;
}
