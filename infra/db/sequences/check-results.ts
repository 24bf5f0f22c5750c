import { z } from 'zod';
import type { Database, Tx } from '../client.ts';
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
  /** It has been through everything, and rests. */
  isThrough: boolean;
}

/** Behind all customers, and before all sequences: cursors are ids, of the one and then of the other. */
const SUMS = 'seq';

/**
 * Compares the next customers with a recount, or, when it has been through them all, the sums of the next sequence with the
 * facts; what differs is mended. Once through, it rests for a day. Others who count wait meanwhile, so a look is short.
 */
export async function checkNext(db: Database, now: number): Promise<ResultCheck> {
  const position = await db.resultCheck.findUnique({ where: { id: ID } });
  const from = position?.after ?? '';
  if (position && from === '' && position.restartsAt.getTime() > now) return { ...NOTHING, isThrough: true };
  return db.$transaction(async (tx) => {
    await lock(tx);
    const { after, ...found } = await (from.startsWith(SUMS) ? checkSums(tx, from) : checkFacts(tx, from));
    const isThrough = after === '';
    const restartsAt = new Date(now + AGAIN_AFTER_MS);
    await tx.resultCheck.upsert({
      where: { id: ID },
      create: { id: ID, after, restartsAt },
      update: { after, ...(isThrough && { restartsAt }) },
    });
    return { ...found, isThrough };
  });
}

const NOTHING = { compared: 0, customerIds: [], sums: 0 };

async function checkFacts(tx: Tx, after: string) {
  const rows = await tx.$queryRaw`
    SELECT c.id FROM customer c WHERE c.id > ${after}
      AND EXISTS (SELECT FROM step_execution x WHERE x.customer_id = c.id)
    ORDER BY c.id LIMIT ${CHUNK}`;
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
  const marks = await tx.resultMark.findMany({
    where: { customerId: { in: ids } },
    select: { customerId: true },
  });
  const marked = new Set(marks.map(({ customerId }) => customerId));
  const unmarked = ids.filter((id) => !marked.has(id));
  const customerIds = await differing(tx, unmarked);
  const isLast = ids.length < CHUNK;
  return { compared: unmarked.length, customerIds, sums: 0, after: isLast ? SUMS : ids.at(-1)! };
}

async function checkSums(tx: Tx, after: string) {
  const next = await tx.sequence.findFirst({
    where: { id: { gt: after } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  return { ...NOTHING, sums: next ? await mendSums(tx, next.id) : 0, after: next?.id ?? '' };
}

/** A chunk that is right costs one recount; in one that is not, each customer is looked at alone. */
async function differing(tx: Tx, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  await tx.$executeRaw`SAVEPOINT results`;
  if ((await recount(tx, ids)) === 0) return [];
  await tx.$executeRaw`ROLLBACK TO SAVEPOINT results`;
  const found: string[] = [];
  for (const id of ids) if ((await recount(tx, [id])) > 0) found.push(id);
  return found;
}

/** Makes the sums of a sequence those of its facts. @returns how many were not */
async function mendSums(tx: Tx, sequenceId: string): Promise<number> {
  const key = columnsOf(['label_id', ...DIMENSIONS, 'outcome']);
  const all = columnsOf(['label_id', ...DIMENSIONS, 'outcome', ...MEASURES]);
  const isNothing = Prisma.join(
    MEASURES.map((name) => Prisma.sql`${Prisma.raw(name)} = 0`),
    ' AND ',
  );
  await tx.$executeRaw`DELETE FROM result_sum WHERE sequence_id = ${sequenceId} AND ${isNothing}`;
  const rows = await tx.$queryRaw`
    WITH fresh AS MATERIALIZED (
      SELECT ${key}, ${columnsOf(MEASURES, (name) => Prisma.sql`sum(f.${name}::int)::int AS ${name}`)}
      FROM result_fact f CROSS JOIN LATERAL unnest(
        array_prepend(''::text, CASE cardinality(f.label_ids) WHEN 0 THEN ARRAY[${NO_LABEL}::text] ELSE f.label_ids END)) l(label_id)
      WHERE f.sequence_id = ${sequenceId} GROUP BY ${key}),
    former AS MATERIALIZED (SELECT ${all} FROM result_sum WHERE sequence_id = ${sequenceId}),
    gone AS (
      DELETE FROM result_sum WHERE (${key}) IN (SELECT ${key} FROM former EXCEPT SELECT ${key} FROM fresh) RETURNING 1),
    kept AS (
      INSERT INTO result_sum (${all}) SELECT ${all} FROM fresh EXCEPT SELECT ${all} FROM former
      ON CONFLICT (${key}) DO UPDATE SET ${columnsOf(MEASURES, (name) => Prisma.sql`${name} = excluded.${name}`)} RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM kept)::int AS count`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]!.count;
}
