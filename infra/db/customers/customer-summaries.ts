import { z } from 'zod';
import type { Database, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import type { Moment } from './summary-rows.ts';

/** Customers brought forward by one transaction: a fraction of a second, so that writers of them do not wait long. */
const CHUNK = 1_000;

/** Key of the advisory lock of those who bring rows forward: "summary" in ASCII. */
const LOCK = 32497613155168889n;

/**
 * Brings rows of the customers table forward to a moment: aging where a bucket is passed since the day a row stands at,
 * severity where a signal has expired. Otherwise the triggers of `prisma/migrations` keep them, in the transaction of
 * every writer. Readers work out what is still behind (`summaries`), so it is done by the worker alone, in chunks that
 * all callers share. One statement when nothing is behind.
 *
 * @param chunks how many at most; default: until nothing is behind
 * @returns how many rows were brought forward
 */
export async function bringForward(
  db: Database,
  { today, now }: Moment,
  chunks = Number.POSITIVE_INFINITY,
): Promise<number> {
  const day = dayToDate(today);
  const at = new Date(now);
  let brought = 0;
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const behind = await statusOf(db, { day, at });
    if (behind.aging)
      brought += await bringChunk(
        db,
        agedOut(day),
        (ids) => Prisma.sql`refresh_customer_balances(${ids}, ${day}::date)`,
      );
    else if (behind.signals)
      brought += await bringChunk(
        db,
        expired(at),
        (ids) => Prisma.sql`refresh_customer_severities(${ids}, ${at}::timestamptz)`,
      );
    else break;
  }
  return brought;
}

/** Like {@link bringForward} for one customer, in the transaction that reads it. */
export async function bringOneForward(tx: Tx, customerId: string, { today, now }: Moment): Promise<void> {
  const [day, at, ids] = [dayToDate(today), new Date(now), [customerId]];
  await tx.$executeRaw`
    SELECT refresh_customer_balances(${ids}::text[], ${day}::date) FROM customer_summary
    WHERE customer_id = ${customerId} AND (ages_on <= ${day}::date OR as_of > ${day}::date)`;
  await tx.$executeRaw`
    SELECT refresh_customer_severities(${ids}::text[], ${at}::timestamptz) FROM customer_summary
    WHERE customer_id = ${customerId} AND signal_expires_at <= ${at}::timestamptz`;
}

const agedOut = (day: Date): Prisma.Sql => Prisma.sql`
  (SELECT customer_id FROM customer_summary WHERE ages_on <= ${day}::date LIMIT ${CHUNK})
  UNION (SELECT customer_id FROM customer_summary WHERE as_of > ${day}::date LIMIT ${CHUNK})`;

const expired = (at: Date): Prisma.Sql =>
  Prisma.sql`SELECT customer_id FROM customer_summary WHERE signal_expires_at <= ${at}::timestamptz LIMIT ${CHUNK}`;

async function statusOf(db: Tx, { day, at }: { day: Date; at: Date }) {
  const rows = await db.$queryRaw`
    SELECT EXISTS (SELECT 1 FROM customer_summary WHERE ages_on <= ${day}::date)
        OR EXISTS (SELECT 1 FROM customer_summary WHERE as_of > ${day}::date) AS aging,
      EXISTS (SELECT 1 FROM customer_summary WHERE signal_expires_at <= ${at}::timestamptz) AS signals`;
  const [status] = z.array(z.object({ aging: z.boolean(), signals: z.boolean() })).parse(rows);
  return status ?? { aging: false, signals: false };
}

/** The rows are chosen under the lock: who waited for it finds what is left. @returns how many there were */
async function bringChunk(
  db: Database,
  chosen: Prisma.Sql,
  refresh: (ids: readonly string[]) => Prisma.Sql,
): Promise<number> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    const rows = z.array(z.object({ customer_id: z.string() })).parse(await tx.$queryRaw(chosen));
    const ids = rows.map((row) => row.customer_id);
    if (ids.length > 0) await tx.$executeRaw`SELECT ${refresh(ids)}`;
    return ids.length;
  });
}
