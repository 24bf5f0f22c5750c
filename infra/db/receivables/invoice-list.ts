import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { InvoiceRow, ListInvoicesQuery } from '../../../contracts/receivables/invoice-list.ts';
import { INVOICE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import { labelMarkSchema } from '../../../contracts/customers/labels.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { invoiceCondition } from './invoice-filters.ts';
import { marksJson } from '../customers/label-marks.ts';
import { dayColumn, dayToDate, instantColumn, moneyColumn } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

const SORT_COLUMNS: Record<ListInvoicesQuery['sort'], { column: Prisma.Sql; type: Prisma.Sql }> = {
  dueOn: { column: Prisma.sql`i.due_on`, type: Prisma.sql`date` },
  issuedOn: { column: Prisma.sql`i.issued_on`, type: Prisma.sql`date` },
  number: { column: Prisma.sql`i.number`, type: Prisma.sql`text` },
  amount: { column: Prisma.sql`i.amount`, type: Prisma.sql`numeric` },
  balance: { column: Prisma.sql`i.balance`, type: Prisma.sql`numeric` },
};

const rowSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  number: z.string(),
  externalId: z.string().nullable(),
  currency: z.string(),
  status: z.enum(INVOICE_STATUSES),
  issuedOn: dayColumn,
  dueOn: dayColumn,
  daysPastDue: z.int(),
  amount: moneyColumn,
  balance: moneyColumn,
  credit: moneyColumn,
  creditOn: dayColumn.nullable(),
  isDisputed: z.boolean(),
  disputeReason: z.string().nullable(),
  poNumber: z.string().nullable(),
  payUrl: z.string().nullable(),
  pdfUrl: z.string().nullable(),
  source: z.string(),
  labels: z.array(labelMarkSchema),
  createdAt: instantColumn,
  updatedAt: instantColumn,
  key: z.string(),
});

/** Invoices of customers the viewer may see; equal ones go by id. `today` is the organisation's day. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { today, cursor, limit, sort, order, ...filter }: ListInvoicesQuery & { today: string },
): Promise<Page<InvoiceRow>> {
  const { column, type } = SORT_COLUMNS[sort];
  const isAscending = order === 'asc';
  const direction = isAscending ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const conditions = [invoiceCondition(filter, today), customerIsVisible(viewer, 'c')];
  const after = decodeCursor(cursor, z.tuple([z.literal(sort), z.literal(order), z.string(), z.string()]));
  if (after) {
    const operator = isAscending ? Prisma.sql`>` : Prisma.sql`<`;
    conditions.push(Prisma.sql`(${column}, i.id) ${operator} (${after[2]}::${type}, ${after[3]})`);
  }
  const rows = await db.$queryRaw`
    WITH page AS MATERIALIZED (
      SELECT i.*, c.name AS customer_name FROM invoice i JOIN customer c ON c.id = i.customer_id
      WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${column} ${direction}, i.id ${direction} LIMIT ${limit + 1}
    )
    SELECT i.id, i.customer_id AS "customerId", i.customer_name AS "customerName", i.number,
      i.external_id AS "externalId", i.currency, i.status, i.issued_on AS "issuedOn", i.due_on AS "dueOn",
      CASE WHEN i.status = 'open' THEN greatest(0, ${dayToDate(today)}::date - i.due_on) ELSE 0 END AS "daysPastDue",
      i.amount, i.balance, i.credit, i.credit_on AS "creditOn", i.is_disputed AS "isDisputed", i.dispute_reason AS "disputeReason",
      i.po_number AS "poNumber", i.pay_url AS "payUrl", i.pdf_url AS "pdfUrl", i.source,
      ${marksJson('invoice', Prisma.sql`i.id`)} AS labels, i.created_at AS "createdAt", i.updated_at AS "updatedAt",
      (${column})::text AS key
    FROM page i ORDER BY ${column} ${direction}, i.id ${direction}`;
  const page = pageOf(z.array(rowSchema).parse(rows), limit, (row) => [sort, order, row.key, row.id]);
  return { ...page, items: page.items.map(({ key: _key, ...row }) => row) };
}
