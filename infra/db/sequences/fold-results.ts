import { z } from 'zod';
import { localDaysOf } from '../../../domain/time/local-days.ts';
import { ORGANISATION_DEFAULTS } from '../access/organisation.ts';
import type { Database, Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { columnsOf, DIMENSIONS, MEASURES, NO_LABEL } from './result-columns.ts';
import { doneSteps, recountedFacts, recountedPayments } from './recounted-results.ts';

/** Marks that one transaction takes: a tenth of a second. */
const CHUNK = 500;

/** Chunks that one caller takes at most: a reader must not wait for long, and what is left is the reconciler's. */
const MOST_CHUNKS = { reader: 10, reconciler: 40 } as const;

/** Key of the advisory lock of those who work facts out: "results" in ASCII. */
const LOCK = 32199693910701171n;

const FACT_COLUMNS = [
  'execution_id',
  'customer_id',
  'enrollment_id',
  ...DIMENSIONS,
  'outcome',
  'message_id',
  'at',
  'label_ids',
  ...MEASURES,
];
const SUM_KEY = ['label_id', ...DIMENSIONS, 'outcome'];
const PAYMENT_COLUMNS = ['movement_id', 'execution_id', 'customer_id', ...DIMENSIONS, 'currency', 'amount'];

/** Sets every column to that of the row which was to be inserted. */
const asExcluded = (names: readonly string[]) =>
  columnsOf(names, (name) => Prisma.sql`${name} = excluded.${name}`);

/**
 * Counts what has changed since: works the facts of marked customers out anew, and moves the sums by the difference. One
 * statement when nothing is marked. A change whose transaction is still open is marked when it commits, and counted then.
 *
 * @returns how many customers were counted, and whether that was all
 */
export async function fold(
  db: Database,
  caller: keyof typeof MOST_CHUNKS,
): Promise<{ customers: number; isUpToDate: boolean }> {
  let customers = 0;
  for (let chunk = 0; chunk < MOST_CHUNKS[caller]; chunk += 1) {
    if (!(await hasMarks(db))) return { customers, isUpToDate: true };
    customers += await db.$transaction(async (tx) => {
      await lock(tx);
      const ids = await takeMarks(tx);
      if (ids.length > 0) await recount(tx, ids);
      return ids.length;
    });
  }
  return { customers, isUpToDate: !(await hasMarks(db)) };
}

/** One at a time: sums are moved by differences. Rows of few customers are found by their keys, however the tables grew. */
export async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(${LOCK}), set_config('enable_seqscan', 'off', true),
      set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)`;
}

async function hasMarks(db: Tx): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM result_mark LIMIT 1`;
  return rows.length > 0;
}

async function takeMarks(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw`
    WITH taken AS (
      DELETE FROM result_mark WHERE id IN (SELECT id FROM result_mark ORDER BY id LIMIT ${CHUNK}) RETURNING customer_id)
    SELECT DISTINCT customer_id AS id FROM taken ORDER BY 1`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}

/** Works out customers, whose marks were taken before, in a statement of its own. @returns how many facts were others */
export async function recount(tx: Tx, customerIds: readonly string[]): Promise<number> {
  const days = localDaysOf(await spanOf(tx, customerIds), await zoneOf(tx));
  const ids = [...customerIds];
  const differing = await tx.$queryRaw`
    WITH fresh AS MATERIALIZED (${recountedFacts(customerIds, days)}),
    former AS MATERIALIZED (SELECT * FROM result_fact WHERE customer_id = ANY(${ids}::text[])),
    moved AS MATERIALIZED (
      SELECT 1 AS sign, n.* FROM (
        SELECT ${columnsOf(FACT_COLUMNS)} FROM fresh EXCEPT SELECT ${columnsOf(FACT_COLUMNS)} FROM former) n
      UNION ALL
      SELECT -1, o.* FROM (
        SELECT ${columnsOf(FACT_COLUMNS)} FROM former EXCEPT SELECT ${columnsOf(FACT_COLUMNS)} FROM fresh) o),
    difference AS (
      SELECT ${columnsOf(SUM_KEY)}, ${columnsOf(MEASURES, (name) => Prisma.sql`sum(sign * ${name}::int)::int AS ${name}`)}
      FROM moved CROSS JOIN LATERAL unnest(
        array_prepend(''::text, CASE cardinality(label_ids) WHEN 0 THEN ARRAY[${NO_LABEL}::text] ELSE label_ids END)) l(label_id)
      GROUP BY ${columnsOf(SUM_KEY)}),
    gone AS (
      DELETE FROM result_fact WHERE customer_id = ANY(${ids}::text[])
        AND execution_id IN (SELECT execution_id FROM former EXCEPT SELECT execution_id FROM fresh)),
    kept AS (
      INSERT INTO result_fact (${columnsOf(FACT_COLUMNS)})
      SELECT ${columnsOf(FACT_COLUMNS)} FROM moved WHERE sign = 1
      ON CONFLICT (execution_id) DO UPDATE SET ${asExcluded(FACT_COLUMNS.slice(1))}),
    summed AS (
      INSERT INTO result_sum (${columnsOf([...SUM_KEY, ...MEASURES])})
      SELECT ${columnsOf([...SUM_KEY, ...MEASURES])} FROM difference
      WHERE ${Prisma.join(
        MEASURES.map((name) => Prisma.sql`${Prisma.raw(name)} <> 0`),
        ' OR ',
      )}
      ON CONFLICT (${columnsOf(SUM_KEY)}) DO UPDATE
      SET ${columnsOf(MEASURES, (name) => Prisma.sql`${name} = result_sum.${name} + excluded.${name}`)})
    SELECT count(DISTINCT execution_id)::int AS count FROM moved`;
  const payments = await tx.$queryRaw`
    WITH fresh AS MATERIALIZED (${recountedPayments(customerIds)}),
    former AS MATERIALIZED (SELECT * FROM result_payment WHERE customer_id = ANY(${ids}::text[])),
    moved AS MATERIALIZED (
      SELECT ${columnsOf(PAYMENT_COLUMNS)} FROM fresh EXCEPT SELECT ${columnsOf(PAYMENT_COLUMNS)} FROM former),
    gone AS (
      DELETE FROM result_payment r USING (
        SELECT movement_id, execution_id FROM former EXCEPT SELECT movement_id, execution_id FROM fresh) o
      WHERE r.movement_id = o.movement_id AND r.execution_id = o.execution_id RETURNING 1),
    kept AS (
      INSERT INTO result_payment (${columnsOf(PAYMENT_COLUMNS)}) SELECT ${columnsOf(PAYMENT_COLUMNS)} FROM moved
      ON CONFLICT (movement_id, execution_id) DO UPDATE SET ${asExcluded(PAYMENT_COLUMNS.slice(2))} RETURNING 1)
    SELECT (SELECT count(*) FROM gone)::int + (SELECT count(*) FROM kept)::int AS count`;
  return countOf(differing) + countOf(payments);
}

const countOf = (rows: unknown): number =>
  z
    .array(z.object({ count: z.int() }))
    .parse(rows)
    .reduce((sum, { count }) => sum + count, 0);

/** The first and the last moment at which a step of the customers was done; null: none was. */
async function spanOf(tx: Tx, customerIds: readonly string[]) {
  const rows = await tx.$queryRaw`
    SELECT min(d.at) AS first, max(d.at) AS last FROM (${doneSteps(customerIds)}) d`;
  const [span] = z.array(z.object({ first: z.date().nullable(), last: z.date().nullable() })).parse(rows);
  if (!span?.first || !span.last) return null;
  return { first: span.first.getTime(), last: span.last.getTime() };
}

/** Whose days count (S20): the organisation's. */
async function zoneOf(tx: Tx): Promise<string> {
  const row = await tx.organisation.findFirst({ select: { zone: true } });
  return row?.zone ?? ORGANISATION_DEFAULTS.zone;
}
