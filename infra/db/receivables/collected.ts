import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { CollectedReport, CollectedRow } from '../../../contracts/receivables/collected.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { customersWhere } from '../customers/customer-filters.ts';
import { summaries, type Moment } from '../customers/summary-rows.ts';
import { Prisma } from '../generated/client.ts';
import { dayColumn, dayToDate, moneyColumn } from '../rows.ts';
import { countsAsPaid } from './counts-as-paid.ts';

/** What is summed: days, both within, and customers as they are at a moment. */
export interface CollectedScope {
  from: string;
  to: string;
  filter: CustomerFilter;
  moment: Moment;
}

const paid = countsAsPaid('b');

/** Movements `b` of customers `c` in the scope. */
const inScope = (viewer: Viewer, { from, to, filter, moment }: CollectedScope): Prisma.Sql => Prisma.sql`
  balance_change b JOIN ${summaries(moment)} c ON c.id = b.customer_id
  WHERE ${paid.holds} AND ${paid.day} BETWEEN ${dayToDate(from)}::date AND ${dayToDate(to)}::date
    AND ${customersWhere(viewer, filter)}`;

type Collected = CollectedReport['totals'];
const sumSchema = z.object({ currency: z.string(), amount: moneyColumn, movements: z.int() });
const SUMS = Prisma.sql`b.currency, sum(${paid.amount}) AS amount, count(*)::int AS movements`;

/** Sums by part of the period: `starts` are the first days of its parts, in order. The part is counted from 0. */
export async function byPart(
  db: Tx,
  viewer: Viewer,
  { starts, ...scope }: CollectedScope & { starts: readonly string[] },
): Promise<{ part: number; collected: Collected[number] }[]> {
  const rows = await db.$queryRaw`
    SELECT width_bucket(${paid.day}, ${starts.map(dayToDate)}::date[]) - 1 AS part, ${SUMS}
    FROM ${inScope(viewer, scope)} GROUP BY 1, 2 ORDER BY 1, 2`;
  return z
    .array(sumSchema.extend({ part: z.int() }))
    .parse(rows)
    .map(({ part, ...collected }) => ({ part, collected }));
}

/** Sums by AR owner, by name; nobody's last. */
export async function byOwner(
  db: Tx,
  viewer: Viewer,
  scope: CollectedScope,
): Promise<{ id: string | null; name: string | null; collected: Collected[number] }[]> {
  const rows = await db.$queryRaw`
    SELECT x.id, u.name, x.currency, x.amount, x.movements FROM (
      SELECT c.ar_owner_id AS id, ${SUMS} FROM ${inScope(viewer, scope)} GROUP BY 1, 2) x
    LEFT JOIN app_user u ON u.id = x.id ORDER BY lower(u.name) NULLS LAST, x.id, x.currency`;
  return z
    .array(sumSchema.extend({ id: z.string().nullable(), name: z.string().nullable() }))
    .parse(rows)
    .map(({ id, name, ...collected }) => ({ id, name, collected }));
}

/** Sums of the whole. */
export async function totals(db: Tx, viewer: Viewer, scope: CollectedScope): Promise<Collected> {
  const rows = await db.$queryRaw`SELECT ${SUMS} FROM ${inScope(viewer, scope)} GROUP BY 1 ORDER BY 1`;
  return z.array(sumSchema).parse(rows);
}

const rowSchema = z.object({
  id: z.string(),
  day: dayColumn,
  currency: z.string(),
  amount: moneyColumn,
  cause: z.enum(['payment', 'import']),
  paymentId: z.string().nullable(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  customerId: z.string(),
  customerName: z.string(),
});

/** The movements themselves, the latest day first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { cursor, limit, ...scope }: CollectedScope & { cursor?: string | undefined; limit: number },
): Promise<Page<CollectedRow>> {
  const last = decodeCursor(cursor, z.tuple([z.string(), z.string()]));
  const after = last
    ? Prisma.sql`AND (${paid.day}, b.id) < (${dayToDate(last[0])}::date, ${last[1]})`
    : Prisma.empty;
  const rows = await db.$queryRaw`
    SELECT x.*, i.number AS "invoiceNumber", u.name AS "customerName" FROM (
      SELECT b.id, ${paid.day} AS day, b.currency, ${paid.amount} AS amount, b.cause, b.payment_id AS "paymentId",
        b.invoice_id AS "invoiceId", b.customer_id AS "customerId"
      FROM ${inScope(viewer, scope)} ${after} ORDER BY 2 DESC, b.id DESC LIMIT ${limit + 1}) x
    JOIN invoice i ON i.id = x."invoiceId" JOIN customer u ON u.id = x."customerId" ORDER BY x.day DESC, x.id DESC`;
  return pageOf(z.array(rowSchema).parse(rows), limit, ({ day, id }) => [day, id]);
}
