import { addDays } from '../../../domain/time/calendar.ts';
import { Prisma } from '../generated/client.ts';
import { columnsOf, MEASURES, SUM_KEY } from './result-columns.ts';

const monthOf = Prisma.sql`date_trunc('month', day::timestamp)::date`;

/** Sums of days, as rows of `result_month`. */
export const monthsOf = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT ${columnsOf(SUM_KEY, (name) => (name.sql === 'day' ? Prisma.sql`${monthOf} AS day` : name))},
    ${columnsOf(MEASURES, (name) => Prisma.sql`sum(${name})::int AS ${name}`)}
  FROM ${rows} GROUP BY ${columnsOf(SUM_KEY, (name) => (name.sql === 'day' ? monthOf : name))}`;

/** Days of a period; without a bound it is open there. */
export interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** A period as whole months, if it has any, and the days of it before and after them. */
export function inMonths({ from, to }: Days): { months: Days | null; edges: Days[] } {
  const first = from === undefined || from.endsWith('-01') ? from : firstOfNext(from);
  const next = to === undefined ? undefined : addDays(to, 1);
  const end = next === undefined || next.endsWith('-01') ? next : `${next.slice(0, 7)}-01`;
  if (first !== undefined && end !== undefined && first >= end)
    return { months: null, edges: [{ from, to }] };
  const edges: Days[] = [];
  if (first !== undefined && from !== first) edges.push({ from, to: addDays(first, -1) });
  if (end !== undefined && next !== end) edges.push({ from: end, to });
  return { months: { from: first, to: end === undefined ? undefined : addDays(end, -1) }, edges };
}

const LONGEST_MONTH = 31;

const firstOfNext = (day: string): string =>
  `${addDays(`${day.slice(0, 7)}-01`, LONGEST_MONTH).slice(0, 7)}-01`;
