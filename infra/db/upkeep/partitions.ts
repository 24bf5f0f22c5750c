import type { RetentionKind } from '../../../contracts/access/kinds.ts';
import { invoiceChanges, relatedRecordChanges } from '../../../contracts/receivables/changes.ts';
import type { Database, Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import { Prisma } from '../generated/client.ts';

/** A table that has a partition a month, by `at`, and the setting that says when its months go. */
export interface PartitionedTable {
  table: 'change' | 'audit';
  /** Its key, which grows with time. */
  id: 'seq' | 'id';
  kind: RetentionKind;
}

/** Tables that have a partition a month, by `at`. */
export const PARTITIONED: readonly PartitionedTable[] = [
  { table: 'change', id: 'seq', kind: 'changes' },
  { table: 'audit', id: 'id', kind: 'auditEntries' },
];
/** So many months stand ready behind the present one: time enough for somebody to notice that none are made. */
const MONTHS_AHEAD = 3;

/**
 * Makes the partitions that are missing, of this month and those ahead, and of months in which rows wait in the default
 * partition. A transaction a month: one table never waits with a lock on another, so nobody who writes both can be in a
 * deadlock with it.
 *
 * @returns how many were made; null: a table is so busy that the next call has to do the rest
 */
export async function makeAhead(db: Database, now: number): Promise<number | null> {
  let made = 0;
  let isPutOff = false;
  for (const { table } of PARTITIONED) {
    const months = await db.$queryRaw<{ month: Date }[]>`
      SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM ${Prisma.raw(`${table}_default`)}
      UNION SELECT date_trunc('month', ${new Date(now)}::timestamptz, 'UTC') + make_interval(months => n)
      FROM generate_series(0, ${MONTHS_AHEAD}::int) n ORDER BY month`;
    for (const { month } of months) {
      const count = await unlessBusy(async () => {
        const rows = await db.$queryRaw<{ made: number }[]>`
          SELECT make_partitions(${table}, ${month}::timestamptz, 0) AS made`;
        return rows[0]!.made;
      });
      if (count === null) {
        isPutOff = true;
        break;
      }
      made += count;
    }
  }
  return isPutOff ? null : made;
}

/** Whoever writes the table queues behind a drop for so long at most. */
const DROP_LOCK_TIMEOUT = '250ms';

/** What came of dropping: a partition's name, nothing left to drop, or a table so busy that the next call has to do it. */
export type Dropped = { part: string } | 'none' | 'busy';

/**
 * Drops the oldest month of a table whose last day is before an instant. A month of changes that the feed of webhooks has
 * not read stays, and what is asked for later is kept (`change_kept`), first and in a transaction of its own, so that the
 * table is closed for no longer than its catalogue takes.
 */
export async function dropOldest(
  db: Database,
  { table, id }: PartitionedTable,
  before: number,
): Promise<Dropped> {
  const rows = await db.$queryRaw<{ part: string }[]>`
    SELECT c.relname AS part FROM pg_inherits p JOIN pg_class c ON c.oid = p.inhrelid
    WHERE p.inhparent = ${table}::regclass AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
      AND to_timestamp(right(c.relname, 7) || ' +00', 'YYYY_MM TZH') + interval '1 month' <= ${new Date(before)}
    ORDER BY c.relname LIMIT 1`;
  const part = rows[0]?.part;
  if (part === undefined) return 'none';
  const lastSeq = await lastOf(db, part, id);
  if (table === 'change') {
    if (!(await isRead(db, lastSeq))) return 'none';
    await keepAsked(db, part);
  }
  const dropped = await unlessBusy(() =>
    db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('lock_timeout', ${DROP_LOCK_TIMEOUT}, true)`;
      await tx.$executeRawUnsafe(`ALTER TABLE ${table} DETACH PARTITION ${part}`);
      // Somebody whose clock is months behind wrote into it meanwhile: the next call looks again.
      if ((await lastOf(tx, part, id)) !== lastSeq) throw new WrittenMeanwhile();
      await tx.$executeRawUnsafe(`DROP TABLE ${part}`);
      return { part };
    }),
  );
  return dropped ?? 'busy';
}

class WrittenMeanwhile extends Error {}

/** Null when others held the locks that it needs, or were in its way. */
async function unlessBusy<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof WrittenMeanwhile || faultOf(error) === 'busy') return null;
    throw error;
  }
}

async function lastOf(tx: Tx, part: string, id: PartitionedTable['id']): Promise<bigint> {
  const rows = await tx.$queryRaw<{ last: bigint }[]>`
    SELECT coalesce(max(${Prisma.raw(id)}), 0) AS last FROM ${Prisma.raw(part)}`;
  return rows[0]!.last;
}

async function isRead(db: Tx, seq: bigint): Promise<boolean> {
  const rows = await db.$queryRaw<
    { seq: bigint }[]
  >`SELECT min(seq) AS seq FROM feed_position HAVING min(seq) < ${seq}`;
  return rows.length === 0;
}

const { overdue, paid, reopened } = invoiceChanges;
const { entity: relatedRecord } = relatedRecordChanges.created;

async function keepAsked(db: Tx, part: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO change_kept (entity, entity_id, seq, kind, origin_id, due_on)
    SELECT h.entity, h.entity_id, h.seq, h.kind, h.origin_id,
      CASE h.kind WHEN ${overdue.kind} THEN (h.data->>'dueOn')::date END
    FROM ${Prisma.raw(part)} h
    WHERE (h.entity = ${overdue.entity} AND h.kind IN (${overdue.kind}, ${paid.kind}, ${reopened.kind}))
      OR (h.entity = ${relatedRecord} AND h.origin = 'import')
    ON CONFLICT DO NOTHING`;
}
