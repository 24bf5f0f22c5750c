import { Prisma } from '../generated/client.ts';
import { day, isOwed, summaries, type Moment } from './summary-rows.ts';

/** A column of another day's rows by which pages are ordered or filtered. */
export type DayColumn =
  | 'total'
  | 'overdue'
  | 'days_1_to_30'
  | 'days_31_to_60'
  | 'days_61_to_90'
  | 'days_91_plus'
  | 'open_invoice_count'
  | 'credit';

/** The day that is asked about, and the one at which the rows are right. */
interface Days {
  date: Prisma.Sql;
  today: Prisma.Sql;
  isPast: boolean;
}

interface Measure {
  /** What of the row of today (`s`) is the beginning; null: nothing. */
  from: Prisma.Sql | null;
  /** What an open invoice named `o` adds to that; null: nothing. `when`: the due dates of which it does. */
  adds: { when: Prisma.Sql; amount: Prisma.Sql } | null;
  /** Whether a movement named `m` counts on that day, by the due date of its invoice. */
  counts: Prisma.Sql;
  /** What it changed. */
  changed: Prisma.Sql;
}

/** Of movements, which know what they changed of what is owed (C19). */
const OWED = Prisma.sql`m.owed`;

/** What more than `days` past due was on a day: what is today, less the invoices that have passed them between. */
function beyond(days: number, column: Prisma.Sql, { date, today, isPast }: Days): Measure {
  const [first, next] = isPast ? [date, today] : [today, date];
  return {
    from: column,
    adds: {
      when: Prisma.sql`o.due_on >= ${first} - ${days}::int AND o.due_on < ${next} - ${days}::int`,
      amount: isPast ? Prisma.sql`-o.balance` : Prisma.sql`o.balance`,
    },
    counts: Prisma.sql`m.due_on < ${date} - ${days}::int`,
    changed: OWED,
  };
}

/** What was between so many days past due: summed, since hardly anything of it is in the same bucket today. */
const between = (first: number, last: number, date: Prisma.Sql): Measure => ({
  from: null,
  adds: {
    when: Prisma.sql`o.due_on BETWEEN ${date} - ${last}::int AND ${date} - ${first}::int`,
    amount: Prisma.sql`o.balance`,
  },
  counts: Prisma.sql`m.due_on BETWEEN ${date} - ${last}::int AND ${date} - ${first}::int`,
  changed: OWED,
});

function measureOf(column: DayColumn, days: Days): Measure | null {
  const always = { adds: null, counts: Prisma.sql`TRUE` };
  switch (column) {
    case 'total':
      return { from: Prisma.sql`s.total`, ...always, changed: OWED };
    case 'open_invoice_count':
      return { from: Prisma.sql`s.open_invoice_count`, ...always, changed: Prisma.sql`m.opened` };
    case 'overdue':
      return beyond(0, Prisma.sql`s.overdue`, days);
    case 'days_91_plus':
      return beyond(90, Prisma.sql`s.days_91_plus`, days);
    case 'days_1_to_30':
      return between(1, 30, days.date);
    case 'days_31_to_60':
      return between(31, 60, days.date);
    case 'days_61_to_90':
      return between(61, 90, days.date);
    case 'credit':
      return null;
  }
}

/** Columns that no day changes; severity is the moment's. */
const TIMELESS = Prisma.sql`s.id, s.search_key, s.status, s.currency, s.ar_owner_id, s.sales_owner_id, s.score,
  s.contact_count, s.last_contact_at, s.severity`;

/**
 * The rows of another day, to be named `c`, with nothing but the columns by which a page is chosen: those of today, less
 * what has moved and what time has changed since. Nobody's invoices are summed anew for it.
 *
 * @param among rows of `customer_summary` to choose from; null: all
 */
export function dayKeys(
  asOf: string,
  moment: Moment,
  { columns, among }: { columns: readonly DayColumn[]; among: Prisma.Sql | null },
): Prisma.Sql {
  const days = { date: day(asOf), today: day(moment.today), isPast: asOf < moment.today };
  const measures = columns.flatMap((column) => {
    const measure = measureOf(column, days);
    return measure ? [{ ...measure, column: Prisma.raw(column) }] : [];
  });
  const wanted = columns.includes('credit') ? [Prisma.sql`s.credit - coalesce(k.amount, 0) AS credit`] : [];
  for (const { from, column } of measures)
    wanted.push(Prisma.sql`${from ?? Prisma.sql`0`} + coalesce(b.${column}, 0) AS ${column}`);
  const sinceDay = Prisma.sql`
    LEFT JOIN credit_since(${days.date}) k ON k.customer_id = s.id AND k.currency = s.currency`;
  const isAmong = (id: Prisma.Sql): Prisma.Sql =>
    among ? Prisma.sql`${id} IN (SELECT customer_id FROM among)` : Prisma.sql`TRUE`;
  return Prisma.sql`(
    ${among ? Prisma.sql`WITH among AS MATERIALIZED (${among})` : Prisma.empty}
    SELECT ${Prisma.join([TIMELESS, ...wanted])} FROM ${summaries(moment)} s
    ${measures.length > 0 ? Prisma.sql`LEFT JOIN ${changes(measures, days, isAmong)} b ON b.customer_id = s.id` : Prisma.empty}
    ${columns.includes('credit') ? sinceDay : Prisma.empty}
    WHERE ${isAmong(Prisma.sql`s.id`)})`;
}

/** What is to be added to the rows of today, by customer. */
function changes(
  measures: readonly (Measure & { column: Prisma.Sql })[],
  { date }: Days,
  isAmong: (id: Prisma.Sql) => Prisma.Sql,
): Prisma.Sql {
  const bySet = (amountOf: (measure: Measure & { column: Prisma.Sql }) => Prisma.Sql): Prisma.Sql =>
    Prisma.join(measures.map((each) => Prisma.sql`${amountOf(each)} AS ${each.column}`));
  const windows = measures.flatMap(({ adds }) => (adds ? [adds.when] : []));
  const byTime = (): Prisma.Sql => Prisma.sql`
    SELECT o.customer_id, ${bySet(({ adds }) =>
      adds ? Prisma.sql`CASE WHEN ${adds.when} THEN ${adds.amount} ELSE 0 END` : Prisma.sql`0`,
    )}
    FROM invoice o WHERE o.status = 'open' AND (${Prisma.join(
      windows.map((each) => Prisma.sql`(${each})`),
      ' OR ',
    )})
      AND ${isOwed(Prisma.sql`o.balance`, Prisma.sql`o.currency`)} AND ${isAmong(Prisma.sql`o.customer_id`)}
    UNION ALL`;
  const counts = Prisma.join(
    measures.map((each) => each.counts),
    ' OR ',
  );
  return Prisma.sql`(
    SELECT x.customer_id, ${bySet(({ column }) => Prisma.sql`sum(x.${column})`)} FROM (
      ${windows.length > 0 ? byTime() : Prisma.empty}
      SELECT m.customer_id, ${bySet(
        (each) => Prisma.sql`CASE WHEN ${each.counts} THEN -${each.changed} ELSE 0 END`,
      )}
      FROM balance_change m WHERE m.effective_on > ${date} AND (${counts}) AND ${isAmong(Prisma.sql`m.customer_id`)}
    ) x GROUP BY x.customer_id)`;
}
