import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import type { ReceivablesTrend } from '../../../contracts/customers/receivables-trend.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate, moneyOf } from '../rows.ts';
import { customersWhere } from './customer-filters.ts';
import { agingOf, owedSums } from './customer-table-rows.ts';
import { isOwed, summaries, type Moment } from './summary-rows.ts';

const rowSchema = z.object({ n: z.int(), currency: z.string(), ...owedSums });

/**
 * What was owed at the ends of some days, in order: what is open now, less what moved after each of them. One statement;
 * every movement is looked at once, however many days there are.
 */
export async function read(
  db: Tx,
  viewer: Viewer,
  { days, filter, moment }: { days: readonly string[]; filter: CustomerFilter; moment: Moment },
): Promise<ReceivablesTrend['points']> {
  // Today is what stands, also what is dated after it.
  const last = days.at(-1) === moment.today ? days.length - 1 : days.length;
  const dates = Prisma.sql`${days.map(dayToDate)}::date[]`;
  const isAmong = (id: Prisma.Sql): Prisma.Sql =>
    viewer.role === 'admin' && Object.values(filter).every((value) => value === undefined)
      ? Prisma.sql`TRUE`
      : Prisma.sql`${id} IN (SELECT c.id FROM ${summaries(moment)} c WHERE ${customersWhere(viewer, filter)})`;
  const between = (first: number, last: number): Prisma.Sql =>
    Prisma.sql`coalesce(sum(x.owed) FILTER (WHERE p.day - x.due_on BETWEEN ${first}::int AND ${last}::int), 0)`;
  const rows = await db.$queryRaw`
    WITH point AS MATERIALIZED (SELECT day, n::int FROM unnest(${dates}) WITH ORDINALITY AS each(day, n)),
    -- A movement counts against every day before it: the last of these is its place.
    owed AS MATERIALIZED (
      SELECT o.currency, o.due_on, o.place, sum(o.owed) AS owed FROM (
        SELECT i.currency, i.due_on, ${days.length}::int AS place, i.balance AS owed FROM invoice i
        WHERE i.status = 'open' AND ${isOwed(Prisma.sql`i.balance`, Prisma.sql`i.currency`)}
          AND ${isAmong(Prisma.sql`i.customer_id`)}
        UNION ALL
        SELECT m.currency, m.due_on, least(width_bucket(m.effective_on - 1, ${dates}), ${last}::int), -m.owed FROM balance_change m
        WHERE m.effective_on > ${dayToDate(days[0]!)}::date AND m.owed <> 0 AND ${isAmong(Prisma.sql`m.customer_id`)}) o
      GROUP BY o.currency, o.due_on, o.place)
    SELECT p.n, x.currency, sum(x.owed) AS total, coalesce(sum(x.owed) FILTER (WHERE x.due_on < p.day), 0) AS overdue,
      ${between(1, 30)} AS "days1To30", ${between(31, 60)} AS "days31To60", ${between(61, 90)} AS "days61To90",
      coalesce(sum(x.owed) FILTER (WHERE p.day - x.due_on > 90), 0) AS "days91Plus"
    FROM point p JOIN owed x ON x.place >= p.n
    GROUP BY p.n, x.currency HAVING sum(x.owed) <> 0 ORDER BY p.n, x.currency`;
  const found = z.array(rowSchema).parse(rows);
  return days.map((day, index) => ({
    day,
    currencies: found
      .filter(({ n }) => n === index + 1)
      .map(({ currency, ...row }) => ({
        currency,
        total: moneyOf(row.total),
        overdue: moneyOf(row.overdue),
        aging: agingOf(row),
      })),
  }));
}
