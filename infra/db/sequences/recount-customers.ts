import { z } from 'zod';
import { localDaysOf, type LocalDays } from '../../../domain/time/local-days.ts';
import { ORGANISATION_DEFAULTS } from '../access/organisation.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { moneyByGroup } from './money-by-group.ts';
import { monthsOf } from './month-sums.ts';
import {
  addTo,
  asExcluded,
  columnsOf,
  countedUnder,
  ENROLLED_COLUMNS,
  ENROLLED_KEY,
  FACT_COLUMNS,
  isAny,
  MEASURES,
  MONEY_KEY,
  PAYMENT_COLUMNS,
  SUM_KEY,
} from './result-columns.ts';
import { doneSteps, recountedEnrolled, recountedFacts, recountedPayments } from './recounted-results.ts';

/**
 * Works out customers, whose marks were taken before, in statements of its own. New rows of a customer are
 * written side by side: who sees less reads them by customer.
 *
 * @returns how much was not as it is kept
 */
export async function recount(tx: Tx, customerIds: readonly string[]): Promise<number> {
  const days = localDaysOf(await spanOf(tx, customerIds), await zoneOf(tx));
  // Money follows facts: these first.
  const facts = await recountFacts(tx, customerIds, days);
  return facts + (await recountPayments(tx, customerIds)) + (await recountEnrolled(tx, customerIds, days));
}

/** `fresh`, `former` and `moved`: what has come, with the sign 1, and what has gone, with -1. */
function changesOf(
  table: string,
  {
    columns,
    fresh,
    customerIds,
  }: { columns: readonly string[]; fresh: Prisma.Sql; customerIds: readonly string[] },
): Prisma.Sql {
  const all = columnsOf(columns);
  return Prisma.sql`
    fresh AS MATERIALIZED (${fresh}),
    former AS MATERIALIZED (SELECT * FROM ${Prisma.raw(table)} WHERE customer_id = ANY(${[...customerIds]}::text[])),
    moved AS MATERIALIZED (
      SELECT 1 AS sign, n.* FROM (SELECT ${all} FROM fresh EXCEPT SELECT ${all} FROM former) n
      UNION ALL
      SELECT -1, o.* FROM (SELECT ${all} FROM former EXCEPT SELECT ${all} FROM fresh) o)`;
}

async function recountFacts(tx: Tx, customerIds: readonly string[], days: LocalDays): Promise<number> {
  const fresh = recountedFacts(customerIds, days);
  const rows = await tx.$queryRaw`
    WITH ${changesOf('result_fact', { columns: FACT_COLUMNS, fresh, customerIds })},
    difference AS MATERIALIZED (
      SELECT * FROM (
        SELECT ${columnsOf(SUM_KEY)}, ${columnsOf(MEASURES, (name) => Prisma.sql`sum(sign * ${name}::int)::int AS ${name}`)}
        FROM moved CROSS JOIN LATERAL ${countedUnder(Prisma.sql`label_ids`)} l(label_id)
        GROUP BY ${columnsOf(SUM_KEY)}) d
      WHERE ${isAny(MEASURES)}),
    gone AS (
      DELETE FROM result_fact WHERE execution_id IN (SELECT execution_id FROM former EXCEPT SELECT execution_id FROM fresh)),
    kept AS (
      INSERT INTO result_fact (${columnsOf(FACT_COLUMNS)})
      SELECT ${columnsOf(FACT_COLUMNS)} FROM moved WHERE sign = 1 ORDER BY customer_id, execution_id
      ON CONFLICT (execution_id) DO UPDATE SET ${asExcluded(FACT_COLUMNS.slice(1))}),
    summed AS (${addTo('result_sum', { key: SUM_KEY, numbers: MEASURES, rows: Prisma.sql`SELECT * FROM difference` })}),
    months AS (${addTo('result_month', { key: SUM_KEY, numbers: MEASURES, rows: monthsOf(Prisma.sql`difference`) })})
    SELECT count(DISTINCT execution_id)::int AS count FROM moved`;
  return countOf(rows);
}

async function recountPayments(tx: Tx, customerIds: readonly string[]): Promise<number> {
  const fresh = recountedPayments(customerIds);
  const rows = await tx.$queryRaw`
    WITH ${changesOf('result_payment', { columns: PAYMENT_COLUMNS, fresh, customerIds })},
    whose AS MATERIALIZED (SELECT DISTINCT movement_id FROM moved),
    before AS MATERIALIZED (SELECT f.* FROM former f JOIN whose USING (movement_id)),
    after AS MATERIALIZED (SELECT f.* FROM fresh f JOIN whose USING (movement_id)),
    difference AS MATERIALIZED (
      SELECT ${columnsOf(MONEY_KEY)}, sum(sign * amount) AS amount, sum(sign * movements)::int AS movements
      FROM (SELECT 1 AS sign, a.* FROM (${moneyByGroup(Prisma.sql`after`)}) a
        UNION ALL SELECT -1, b.* FROM (${moneyByGroup(Prisma.sql`before`)}) b) d
      GROUP BY ${columnsOf(MONEY_KEY)} HAVING sum(sign * amount) <> 0 OR sum(sign * movements) <> 0),
    gone AS (
      DELETE FROM result_payment r USING (
        SELECT movement_id, execution_id FROM former EXCEPT SELECT movement_id, execution_id FROM fresh) o
      WHERE r.movement_id = o.movement_id AND r.execution_id = o.execution_id),
    kept AS (
      INSERT INTO result_payment (${columnsOf(PAYMENT_COLUMNS)}) SELECT ${columnsOf(PAYMENT_COLUMNS)} FROM moved WHERE sign = 1 ORDER BY customer_id
      ON CONFLICT (movement_id, execution_id) DO UPDATE SET ${asExcluded(PAYMENT_COLUMNS.slice(2))}),
    summed AS (${addTo('result_money', {
      key: MONEY_KEY,
      numbers: ['amount', 'movements'],
      rows: Prisma.sql`SELECT * FROM difference`,
    })})
    SELECT count(*)::int AS count FROM moved`;
  return countOf(rows);
}

async function recountEnrolled(tx: Tx, customerIds: readonly string[], days: LocalDays): Promise<number> {
  const fresh = recountedEnrolled(customerIds, days);
  const rows = await tx.$queryRaw`
    WITH ${changesOf('result_enrolled', { columns: ENROLLED_COLUMNS, fresh, customerIds })},
    difference AS MATERIALIZED (
      SELECT ${columnsOf(ENROLLED_KEY)}, sum(sign)::int AS enrollments
      FROM moved CROSS JOIN LATERAL ${countedUnder(Prisma.sql`label_ids`)} l(label_id)
      GROUP BY ${columnsOf(ENROLLED_KEY)} HAVING sum(sign) <> 0),
    gone AS (
      DELETE FROM result_enrolled WHERE enrollment_id IN (SELECT enrollment_id FROM former EXCEPT SELECT enrollment_id FROM fresh)),
    kept AS (
      INSERT INTO result_enrolled (${columnsOf(ENROLLED_COLUMNS)}) SELECT ${columnsOf(ENROLLED_COLUMNS)} FROM moved WHERE sign = 1
      ON CONFLICT (enrollment_id) DO UPDATE SET ${asExcluded(ENROLLED_COLUMNS.slice(1))}),
    summed AS (${addTo('result_enrolled_sum', {
      key: ENROLLED_KEY,
      numbers: ['enrollments'],
      rows: Prisma.sql`SELECT * FROM difference`,
    })})
    SELECT count(*)::int AS count FROM moved`;
  return countOf(rows);
}

const countOf = (rows: unknown): number =>
  z
    .array(z.object({ count: z.int() }))
    .parse(rows)
    .reduce((sum, { count }) => sum + count, 0);

/** The first and the last moment at which customers were enrolled, or a step of theirs was done; null: nothing was. */
async function spanOf(tx: Tx, customerIds: readonly string[]) {
  const rows = await tx.$queryRaw`
    SELECT min(d.at) AS first, max(d.at) AS last FROM (
      SELECT at FROM (${doneSteps(customerIds)}) s
      UNION ALL SELECT e.created_at FROM enrollment e WHERE e.customer_id = ANY(${[...customerIds]}::text[])) d`;
  const [span] = z.array(z.object({ first: z.date().nullable(), last: z.date().nullable() })).parse(rows);
  if (!span?.first || !span.last) return null;
  return { first: span.first.getTime(), last: span.last.getTime() };
}

/** Whose days count (S20): the organisation's. */
async function zoneOf(tx: Tx): Promise<string> {
  const row = await tx.organisation.findFirst({ select: { zone: true } });
  return row?.zone ?? ORGANISATION_DEFAULTS.zone;
}
