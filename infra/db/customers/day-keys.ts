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
  /** Whether an invoice named `v` counts on that day, by its due date. */
  counts: Prisma.Sql;
  /** What it was worth that day, and what it is worth now. */
  before: Prisma.Sql;
  now: Prisma.Sql;
}

/** Balances that are owed (C19). */
const [BEFORE, NOW] = [Prisma.sql`v.balance - v.delta`, Prisma.sql`v.balance`];
const owed = (amount: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${isOwed(Prisma.sql`(${amount})`, Prisma.sql`v.currency`)} THEN ${amount} ELSE 0 END`;
const counted = (amount: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${isOwed(Prisma.sql`(${amount})`, Prisma.sql`v.currency`)} THEN 1 ELSE 0 END`;
const BALANCE = { before: owed(BEFORE), now: owed(NOW) };

/** Days past due on a day, of an invoice named `v`. */
const age = (date: Prisma.Sql): Prisma.Sql => Prisma.sql`(${date} - v.due_on)`;

/** What more than `days` past due was on a day: what is today, less the invoices that have passed them between. */
function beyond(days: number, column: Prisma.Sql, { date, today, isPast }: Days): Measure {
  const [first, next] = isPast ? [date, today] : [today, date];
  return {
    from: column,
    adds: {
      when: Prisma.sql`o.due_on >= ${first} - ${days}::int AND o.due_on < ${next} - ${days}::int`,
      amount: isPast ? Prisma.sql`-o.balance` : Prisma.sql`o.balance`,
    },
    counts: Prisma.sql`${age(date)} > ${days}::int`,
    ...BALANCE,
  };
}

/** What was between so many days past due: summed, since hardly anything of it is in the same bucket today. */
const between = (first: number, last: number, date: Prisma.Sql): Measure => ({
  from: null,
  adds: {
    when: Prisma.sql`o.due_on BETWEEN ${date} - ${last}::int AND ${date} - ${first}::int`,
    amount: Prisma.sql`o.balance`,
  },
  counts: Prisma.sql`${age(date)} BETWEEN ${first}::int AND ${last}::int`,
  ...BALANCE,
});

function measureOf(column: DayColumn, days: Days): Measure | null {
  const always = { adds: null, counts: Prisma.sql`TRUE` };
  switch (column) {
    case 'total':
      return { from: Prisma.sql`s.total`, ...always, ...BALANCE };
    case 'open_invoice_count':
      return {
        from: Prisma.sql`s.open_invoice_count`,
        ...always,
        before: counted(BEFORE),
        now: counted(NOW),
      };
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
 */
export function dayKeys(asOf: string, moment: Moment, columns: readonly DayColumn[]): Prisma.Sql {
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
  return Prisma.sql`(
    SELECT ${Prisma.join([TIMELESS, ...wanted])} FROM ${summaries(moment)} s
    ${measures.length > 0 ? Prisma.sql`LEFT JOIN ${changes(measures, days)} b ON b.customer_id = s.id` : Prisma.empty}
    ${columns.includes('credit') ? sinceDay : Prisma.empty})`;
}

/** What is to be added to the rows of today, by customer. */
function changes(measures: readonly (Measure & { column: Prisma.Sql })[], { date }: Days): Prisma.Sql {
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
      AND ${isOwed(Prisma.sql`o.balance`, Prisma.sql`o.currency`)}
    UNION ALL`;
  const due = Prisma.sql`(${Prisma.join(
    measures.map(({ counts }) => counts),
    ' OR ',
  )})`;
  return Prisma.sql`(
    SELECT x.customer_id, ${bySet(({ column }) => Prisma.sql`sum(x.${column})`)} FROM (
      ${windows.length > 0 ? byTime() : Prisma.empty}
      SELECT v.customer_id, ${bySet(
        ({ counts, before, now }) => Prisma.sql`CASE WHEN ${counts} THEN ${before} - ${now} ELSE 0 END`,
      )}
      FROM (${moved(date, due)}) v
    ) x GROUP BY x.customer_id)`;
}

/**
 * Invoices that have moved after a day. One that is closed by now was owed that day only if it has been lowered since:
 * that spares looking up the others.
 */
function moved(date: Prisma.Sql, due: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    WITH since AS MATERIALIZED (
      SELECT invoice_id, sum(delta) AS delta FROM balance_change
      WHERE effective_on > ${date} GROUP BY invoice_id)
    SELECT v.customer_id, v.due_on, v.currency, v.balance, d.delta FROM since d JOIN invoice v ON v.id = d.invoice_id
    WHERE v.status = 'open' AND ${due}
    UNION ALL
    SELECT v.customer_id, v.due_on, v.currency, 0 AS balance, d.delta FROM since d CROSS JOIN LATERAL (
      SELECT i.customer_id, i.due_on, i.currency FROM invoice i
      WHERE i.id = d.invoice_id AND i.status <> 'open' OFFSET 0) v
    WHERE d.delta < 0 AND ${due}`;
}
