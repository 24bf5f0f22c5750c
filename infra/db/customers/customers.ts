import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Customer, ListCustomersQuery } from '../../../contracts/customers/customers.ts';
import { CUSTOMER_STATUSES } from '../../../contracts/customers/kinds.ts';
import { found } from '../../../contracts/problems.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate, instantColumn, moneyColumn } from '../rows.ts';
import { otherCreditColumn, otherCreditOf } from './other-credit.ts';
import { canSeeCustomer, customerIsVisible } from '../visibility.ts';

const rowSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    externalId: z.string().nullable(),
    status: z.enum(CUSTOMER_STATUSES),
    currency: z.string(),
    arOwnerId: z.string().nullable(),
    salesOwnerId: z.string().nullable(),
    zone: z.string().nullable(),
    locale: z.string().nullable(),
    score: z.int().nullable(),
    properties: z.record(z.string(), z.unknown()),
    source: z.string(),
    createdAt: instantColumn,
    updatedAt: instantColumn,
    total: moneyColumn,
    overdue: moneyColumn,
    notYetDue: moneyColumn,
    credit: moneyColumn,
    net: moneyColumn,
    otherCredit: otherCreditColumn,
    openInvoiceCount: z.int(),
  })
  .transform(
    ({ total, overdue, notYetDue, credit, net, otherCredit, openInvoiceCount, ...row }): Customer => ({
      ...row,
      balances: {
        currency: row.currency,
        total,
        overdue,
        notYetDue,
        credit,
        net,
        otherCredit,
        openInvoiceCount,
      },
    }),
  );

/** Rows of customers with balances; `today` is the organisation's day, on which an invoice due is not yet overdue. */
async function query(db: Tx, where: Prisma.Sql, today: string, limit: number): Promise<Customer[]> {
  const day = dayToDate(today);
  const rows = await db.$queryRaw`
    SELECT c.id, c.name, c.external_id AS "externalId", c.status, c.currency, c.ar_owner_id AS "arOwnerId",
      c.sales_owner_id AS "salesOwnerId", c.zone, c.locale, c.score, c.properties, c.source,
      c.created_at AS "createdAt", c.updated_at AS "updatedAt", b.*,
      s.credit, b.total - s.credit AS net, ${otherCreditOf(Prisma.sql`c.id`, Prisma.sql`c.currency`)} AS "otherCredit"
    FROM (SELECT * FROM customer c WHERE ${where} ORDER BY c.name, c.id LIMIT ${limit}) c
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(i.balance), 0) AS total,
        coalesce(sum(i.balance) FILTER (WHERE i.due_on < ${day}::date), 0) AS overdue,
        coalesce(sum(i.balance) FILTER (WHERE i.due_on >= ${day}::date), 0) AS "notYetDue",
        count(*)::int AS "openInvoiceCount"
      FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open' AND i.balance >= minor_unit(i.currency)
    ) b
    JOIN customer_summary s ON s.customer_id = c.id
    ORDER BY c.name, c.id`;
  return z.array(rowSchema).parse(rows);
}

/** One customer with its balances on `today` (`YYYY-MM-DD`); null when absent or hidden from the viewer. */
export async function find(
  db: Tx,
  viewer: Viewer,
  { customerId, today }: { customerId: string; today: string },
): Promise<Customer | null> {
  const where = Prisma.sql`c.id = ${customerId} AND ${customerIsVisible(viewer, 'c')}`;
  return (await query(db, where, today, 1))[0] ?? null;
}

/** Customers the viewer may see, by name. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { today, ...filter }: ListCustomersQuery & { today: string },
): Promise<Page<Customer>> {
  const conditions = [customerIsVisible(viewer, 'c')];
  const after = decodeCursor(filter.cursor, z.tuple([z.string(), z.string()]));
  if (after) conditions.push(Prisma.sql`(c.name, c.id) > (${after[0]}, ${after[1]})`);
  if (filter.search !== undefined) {
    const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(c.name ILIKE ${pattern} OR c.external_id ILIKE ${pattern})`);
  }
  if (filter.status) conditions.push(Prisma.sql`c.status = ${filter.status}`);
  if (filter.arOwnerId) conditions.push(Prisma.sql`c.ar_owner_id = ${filter.arOwnerId}`);
  if (filter.salesOwnerId) conditions.push(Prisma.sql`c.sales_owner_id = ${filter.salesOwnerId}`);
  if (filter.unassigned === 'ar' || filter.unassigned === 'both')
    conditions.push(Prisma.sql`c.ar_owner_id IS NULL`);
  if (filter.unassigned === 'sales' || filter.unassigned === 'both') {
    conditions.push(Prisma.sql`c.sales_owner_id IS NULL`);
  }
  const rows = await query(db, Prisma.join(conditions, ' AND '), today, filter.limit + 1);
  return pageOf(rows, filter.limit, (row) => [row.name, row.id]);
}

/** Whether the viewer may know of a customer; false also when there is none. */
export const isVisible = canSeeCustomer;

/** Currency of a customer; null when absent or hidden from the viewer. */
export async function findCurrency(db: Tx, viewer: Viewer, customerId: string): Promise<string | null> {
  if (!(await canSeeCustomer(db, viewer, customerId))) return null;
  const row = await db.customer.findUnique({ where: { id: customerId }, select: { currency: true } });
  return row?.currency ?? null;
}

/** What is stored of a customer by create and update. */
export type CustomerColumns = Omit<Customer, 'id' | 'balances' | 'createdAt' | 'updatedAt'>;

/** Inserts a customer; `now` is epoch milliseconds. */
export async function insert(tx: Tx, input: CustomerColumns & { id: string; now: number }): Promise<void> {
  const { now, properties, ...columns } = input;
  const at = new Date(now);
  await tx.customer.create({
    data: {
      ...columns,
      properties: properties as Prisma.InputJsonObject,
      arVersion: 1,
      createdAt: at,
      updatedAt: at,
    },
  });
}

/** Changes the given columns of a customer that is locked by this transaction. */
export async function update(
  tx: Tx,
  customerId: string,
  { now, properties, ...columns }: Partial<CustomerColumns> & { now: number },
): Promise<void> {
  await tx.customer.update({
    where: { id: customerId },
    data: {
      ...columns,
      ...(properties && { properties: properties as Prisma.InputJsonObject }),
      updatedAt: new Date(now),
    },
  });
}

const fieldsSchema = z.object({
  arOwnerId: z.string().nullable(),
  salesOwnerId: z.string().nullable(),
  score: z.int().nullable(),
  properties: z.record(z.string(), z.unknown()),
});
/** Fields that change by what they were before. */
export type LockedFields = z.infer<typeof fieldsSchema>;

/** Locks a customer, and reads what is to change by what it is. */
export async function lockFields(tx: Tx, customerId: string): Promise<LockedFields> {
  const rows = await tx.$queryRaw`
    SELECT ar_owner_id AS "arOwnerId", sales_owner_id AS "salesOwnerId", score, properties FROM customer
    WHERE id = ${customerId} FOR NO KEY UPDATE`;
  const [row] = z.array(fieldsSchema).parse(rows);
  return found(row, 'customer');
}

/** Whether another customer has this external id. */
export async function isExternalIdTaken(
  db: Tx,
  externalId: string,
  exceptId: string | null,
): Promise<boolean> {
  const row = await db.customer.findUnique({ where: { externalId }, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

/** The locales that speak to a customer: the customer's own, then the organisation's; null: not known. */
export async function localesOf(db: Tx, customerId: string | null): Promise<(string | null)[]> {
  const [customer, organisation] = await Promise.all([
    customerId === null
      ? null
      : db.customer.findUnique({ where: { id: customerId }, select: { locale: true } }),
    db.organisation.findFirst({ select: { locale: true } }),
  ]);
  return [customer?.locale ?? null, organisation?.locale ?? null];
}

/**
 * Locks customers in the order of their ids and marks that something a message could depend on changes: a message
 * rendered before no longer passes its fence. First statement of every such command (see "Lock order").
 * @returns the ids that exist
 */
export async function lockAndBump(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw`
    WITH locked AS MATERIALIZED (
      SELECT id FROM customer WHERE id = ANY(${[...customerIds]}::text[]) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE customer SET ar_version = ar_version + 1 FROM locked WHERE customer.id = locked.id
    RETURNING customer.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}

/**
 * Marks the live enrollments of customers that are locked by this transaction, so that they look again.
 * @returns their ids, to be woken after the commit
 */
export async function bumpLiveEnrollments(tx: Tx, customerIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw`
    WITH live AS MATERIALIZED (
      SELECT id FROM enrollment WHERE customer_id = ANY(${[...customerIds]}::text[]) AND is_live
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE enrollment SET intent_version = intent_version + 1 FROM live WHERE enrollment.id = live.id
    RETURNING enrollment.id`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((row) => row.id);
}
