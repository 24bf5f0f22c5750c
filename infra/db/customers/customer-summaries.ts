import { z } from 'zod';
import type { Database, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';

/** Customers brought forward by one transaction: a second at most, so that writers of them do not wait long. */
const CHUNK = 5_000;

/** Key of the advisory lock of those who bring rows forward: "summary" in ASCII. */
const LOCK = 32497613155168889n;

/** For which day and instant the rows must be right. */
export interface Moment {
  /** `YYYY-MM-DD` in the organisation's zone. */
  today: string;
  /** Epoch milliseconds. */
  now: number;
}

/**
 * Makes the rows of the customers table right for a moment: aging where a bucket is passed since the day a row stands
 * at, severity where a signal has expired. Otherwise the triggers of `prisma/migrations` keep them, in the transaction
 * of every writer. One statement when nothing is behind; once a day it has work, in chunks that every caller shares.
 */
export async function bringForward(db: Database, { today, now }: Moment): Promise<void> {
  const day = dayToDate(today);
  const at = new Date(now);
  for (;;) {
    const behind = await statusOf(db, { day, at });
    if (behind.aging)
      await bringChunk(
        db,
        agedOut(day),
        (ids) => Prisma.sql`refresh_customer_balances(${ids}, ${day}::date)`,
      );
    else if (behind.signals)
      await bringChunk(
        db,
        expired(at),
        (ids) => Prisma.sql`refresh_customer_severities(${ids}, ${at}::timestamptz)`,
      );
    else return;
  }
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

/** The rows are chosen under the lock: who waited for it finds what is left. */
async function bringChunk(
  db: Database,
  chosen: Prisma.Sql,
  refresh: (ids: readonly string[]) => Prisma.Sql,
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    const rows = z.array(z.object({ customer_id: z.string() })).parse(await tx.$queryRaw(chosen));
    const ids = rows.map((row) => row.customer_id);
    if (ids.length > 0) await tx.$executeRaw`SELECT ${refresh(ids)}`;
  });
}
