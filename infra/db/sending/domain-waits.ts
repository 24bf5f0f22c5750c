import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { dayToDate } from '../rows.ts';

/** A message that wants to write to a domain on a day, `YYYY-MM-DD`; `since` in epoch milliseconds. */
export interface DomainWanting {
  domain: string;
  sourceId: string;
  since: number;
  day: string;
}

/** Copies that will leave to a domain on a day before a message may: of those that wait longer than it. */
export async function countBefore(
  tx: RawTx,
  { domain, sourceId, since, day }: DomainWanting,
): Promise<number> {
  const rows = await tx.$queryRaw<{ copies: number }[]>`
    SELECT coalesce(sum(copies), 0)::int AS copies FROM domain_wait
    WHERE domain = ${domain} AND day = ${dayToDate(day)}::date AND source_id <> ${sourceId}
      AND (since, source_id) < (${new Date(since)}::timestamptz, ${sourceId}::text)`;
  return rows[0]?.copies ?? 0;
}

/** Keeps the place of a message in the line in front of a domain. */
export async function keepPlace(tx: RawTx, wanting: DomainWanting & { copies: number }): Promise<void> {
  const { domain, sourceId, since, day, copies } = wanting;
  await tx.$executeRaw`
    INSERT INTO domain_wait (domain, source_id, since, day, copies)
    VALUES (${domain}, ${sourceId}, ${new Date(since)}, ${dayToDate(day)}::date, ${copies}::int)
    ON CONFLICT (domain, source_id) DO UPDATE SET day = excluded.day, copies = excluded.copies`;
}

/** A message leaves: it waits no more. */
export async function leaveLine(tx: RawTx, sourceId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM domain_wait WHERE source_id = ${sourceId}`;
}

/** Forgets places of days that are over: their messages have left, or have found another end. */
export async function forget(db: Tx, before: string): Promise<void> {
  await db.domainWait.deleteMany({ where: { day: { lt: dayToDate(before) } } });
}
