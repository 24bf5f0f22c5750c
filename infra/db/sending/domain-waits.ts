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
export async function keepPlace(
  tx: RawTx,
  wanting: DomainWanting & { copies: number; isFull: boolean },
): Promise<void> {
  const { domain, sourceId, since, day, copies, isFull } = wanting;
  await tx.$executeRaw`
    INSERT INTO domain_wait (domain, source_id, since, day, copies, is_full)
    VALUES (${domain}, ${sourceId}, ${new Date(since)}, ${dayToDate(day)}::date, ${copies}::int, ${isFull})
    ON CONFLICT (domain, source_id) DO UPDATE SET day = excluded.day, copies = excluded.copies,
      is_full = excluded.is_full`;
}

/** A message that the limit of a domain keeps back until another day. */
export interface KeptByDomain {
  sourceId: string;
  copies: number;
}

/** Those that a domain keeps back beyond a day, whoever waits longest first, and the copies that have a place on that day. */
export async function listKept(
  tx: RawTx,
  { domain, day, limit }: { domain: string; day: string; limit: number },
): Promise<{ kept: KeptByDomain[]; promised: number }> {
  const [promised] = await tx.$queryRaw<{ copies: number }[]>`
    SELECT coalesce(sum(copies), 0)::int AS copies FROM domain_wait
    WHERE domain = ${domain} AND day = ${dayToDate(day)}::date`;
  const kept = await tx.$queryRaw<KeptByDomain[]>`
    SELECT source_id AS "sourceId", copies FROM domain_wait
    WHERE domain = ${domain} AND day > ${dayToDate(day)}::date AND is_full
    ORDER BY since, source_id LIMIT ${limit}`;
  return { kept, promised: promised?.copies ?? 0 };
}

/** Gives messages that a domain keeps back a place on a day. */
export async function callTo(
  tx: RawTx,
  { domain, day, sourceIds }: { domain: string; day: string; sourceIds: readonly string[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE domain_wait SET day = ${dayToDate(day)}::date
    WHERE domain = ${domain} AND source_id = ANY(${[...sourceIds]}::text[])`;
}

/** Domains that keep somebody back beyond a day. */
export async function listFull(db: Tx, day: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ domain: string }[]>`
    SELECT DISTINCT domain FROM domain_wait WHERE is_full AND day > ${dayToDate(day)}::date ORDER BY 1`;
  return rows.map(({ domain }) => domain);
}

/** A message leaves: it waits no more. */
export async function leaveLine(tx: RawTx, sourceId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM domain_wait WHERE source_id = ${sourceId}`;
}

/** Forgets places of days that are over: their messages have left, or have found another end. */
export async function forget(db: Tx, before: string): Promise<void> {
  await db.domainWait.deleteMany({ where: { day: { lt: dayToDate(before) } } });
}
