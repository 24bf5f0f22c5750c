import { z } from 'zod';
import type { RulesChange } from '../../../domain/access/rules-change.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';

/** Asks for insights of customers to be looked at again. Writers of invoices and threads do so by a trigger. */
export async function mark(
  tx: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT id, 1, ${new Date(now)}::timestamptz FROM unnest(${[...customerIds]}::text[]) AS x(id) ORDER BY id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1`;
}

/**
 * Marks the customers for whom time alone has decided something since they were looked at: the day of an open promise
 * has passed, or a signal has expired. `today` is the organisation's day, `YYYY-MM-DD`.
 */
export async function markPassed(tx: Tx, { today, now }: { today: string; now: number }): Promise<void> {
  const at = Prisma.sql`${new Date(now)}::timestamptz`;
  await tx.$executeRaw`
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT customer_id, 1, ${at} FROM (
      SELECT customer_id FROM promise WHERE status = 'open'::text AND promised_on < ${dayToDate(today)}::date
      UNION
      SELECT customer_id FROM signal WHERE is_active AND expires_at IS NOT NULL AND expires_at <= ${at}) passed
    ORDER BY customer_id
    ON CONFLICT (customer_id) DO NOTHING`;
}

/** Marks the customers who owe something and whom a change of what is worth a letter can concern (C18, C19). */
export async function markOwing(
  tx: Tx,
  { ofCredit, currencies, now }: RulesChange & { now: number },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer_refresh (customer_id, marks, marked_at)
    SELECT customer_id, 1, ${new Date(now)}::timestamptz FROM customer_summary
    WHERE total > 0 AND ((${ofCredit}::boolean AND credit > 0) OR currency = ANY(${[...currencies]}::text[]))
    ORDER BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET marks = customer_refresh.marks + 1`;
}

/** Customers to look at again, the longest waiting first. */
export async function findMarked(db: Tx, { limit }: { limit: number }): Promise<string[]> {
  const rows = await db.customerRefresh.findMany({
    orderBy: [{ markedAt: 'asc' }, { customerId: 'asc' }],
    take: limit,
    select: { customerId: true },
  });
  return rows.map((row) => row.customerId);
}

/** The customers that come after one in the order of ids; null: from the first. */
export async function nextCustomers(
  db: Tx,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await db.customer.findMany({
    where: after === null ? {} : { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/**
 * Locks customers in the order of their ids, without touching what their messages depend on, and then reads how often
 * each was marked: a mark that comes later is not taken for done.
 */
export async function lock(tx: Tx, customerIds: readonly string[]): Promise<Map<string, number>> {
  await tx.$queryRaw`
    SELECT id FROM customer WHERE id = ANY(${[...customerIds]}::text[]) ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw`
    SELECT customer_id AS "customerId", marks FROM customer_refresh
    WHERE customer_id = ANY(${[...customerIds]}::text[])`;
  const marks = z.array(z.object({ customerId: z.string(), marks: z.int() })).parse(rows);
  return new Map(marks.map((row) => [row.customerId, row.marks]));
}

/** Takes the marks away that were read, unless there are more since. */
export async function clear(tx: Tx, marks: ReadonlyMap<string, number>): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM customer_refresh r
    USING unnest(${[...marks.keys()]}::text[], ${[...marks.values()]}::int[]) AS seen(customer_id, marks)
    WHERE r.customer_id = seen.customer_id AND r.marks = seen.marks`;
}
