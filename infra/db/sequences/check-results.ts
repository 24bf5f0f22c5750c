import { z } from 'zod';
import type { Database } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { lock, recount } from './fold-results.ts';
import { columnsOf, DIMENSIONS, MEASURES, NO_LABEL } from './result-columns.ts';

const ID = 'results';
/** Customers that one look compares. */
const CHUNK = 500;
/** Everybody is compared once in so long. */
const AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

/** What a look found and mended. */
export interface ResultCheck {
  compared: number;
  /** Customers whose facts were not what a recount says, though nothing had marked them. */
  customerIds: string[];
  /** Sums that were not those of the facts. */
  sums: number;
}

/**
 * Compares the next customers with a recount, and, when it has been through them all, the sums with the facts; what differs
 * is mended. Once through, it rests for a day.
 */
export async function checkNext(db: Database, now: number): Promise<ResultCheck> {
  const found: ResultCheck = { compared: 0, customerIds: [], sums: 0 };
  const position = await db.resultCheck.findUnique({ where: { id: ID } });
  if (position && position.after === '' && position.restartsAt.getTime() > now) return found;
  return db.$transaction(async (tx) => {
    await lock(tx);
    const rows = await tx.$queryRaw`
      SELECT DISTINCT x.customer_id AS id FROM step_execution x WHERE x.customer_id > ${position?.after ?? ''}
      ORDER BY 1 LIMIT ${CHUNK}`;
    const ids = z
      .array(z.object({ id: z.string() }))
      .parse(rows)
      .map(({ id }) => id);
    const marked = new Set(
      (
        await tx.resultMark.findMany({ where: { customerId: { in: ids } }, select: { customerId: true } })
      ).map(({ customerId }) => customerId),
    );
    const unmarked = ids.filter((id) => !marked.has(id));
    found.compared = unmarked.length;
    found.customerIds = await differing(tx, unmarked);
    if (ids.length < CHUNK) found.sums = await mendSums(tx);
    const after = ids.length < CHUNK ? '' : ids.at(-1)!;
    const restartsAt = new Date(now + AGAIN_AFTER_MS);
    await tx.resultCheck.upsert({
      where: { id: ID },
      create: { id: ID, after, restartsAt },
      update: { after, ...(after === '' && { restartsAt }) },
    });
    return found;
  });
}

/** A chunk that is right costs one recount; in one that is not, each customer is looked at alone. */
async function differing(tx: Parameters<typeof recount>[0], ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  await tx.$executeRaw`SAVEPOINT results`;
  if ((await recount(tx, ids)) === 0) return [];
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT results`;
  const found: string[] = [];
  for (const id of ids) if ((await recount(tx, [id])) > 0) found.push(id);
  return found;
}

/** Makes the sums those of the facts. @returns how many were not */
async function mendSums(tx: Parameters<typeof recount>[0]): Promise<number> {
  const key = columnsOf(['label_id', ...DIMENSIONS, 'outcome']);
  const all = columnsOf(['label_id', ...DIMENSIONS, 'outcome', ...MEASURES]);
  const isNothing = Prisma.join(
    MEASURES.map((name) => Prisma.sql`${Prisma.raw(name)} = 0`),
    ' AND ',
  );
  await tx.$executeRaw`DELETE FROM result_sum WHERE ${isNothing}`;
  const rows = await tx.$queryRaw`
    WITH fresh AS MATERIALIZED (
      SELECT ${key}, ${columnsOf(MEASURES, (name) => Prisma.sql`sum(f.${name}::int)::int AS ${name}`)}
      FROM result_fact f CROSS JOIN LATERAL unnest(
        array_prepend(''::text, CASE cardinality(f.label_ids) WHEN 0 THEN ARRAY[${NO_LABEL}::text] ELSE f.label_ids END)) l(label_id)
      GROUP BY ${key}),
    gone AS (
      DELETE FROM result_sum WHERE (${key}) IN (SELECT ${key} FROM result_sum EXCEPT SELECT ${key} FROM fresh) RETURNING 1),
    kept AS (
      INSERT INTO result_sum (${all}) SELECT ${all} FROM fresh EXCEPT SELECT ${all} FROM result_sum
      ON CONFLICT (${key}) DO UPDATE SET ${columnsOf(MEASURES, (name) => Prisma.sql`${name} = excluded.${name}`)} RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM kept)::int AS count`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]!.count;
}
