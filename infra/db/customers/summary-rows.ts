import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';

/** For which day and instant the rows must be right. */
export interface Moment {
  /** `YYYY-MM-DD` in the organisation's zone. */
  today: string;
  /** Epoch milliseconds. */
  now: number;
}

const at = ({ now }: Moment): Prisma.Sql => Prisma.sql`${new Date(now)}::timestamptz`;
/** A day as PostgreSQL's. */
export const day = (date: string): Prisma.Sql => Prisma.sql`${dayToDate(date)}::date`;

/** Columns that no clock changes, of the row of `customer_summary` named `s`. */
const TIMELESS = Prisma.sql`s.customer_id AS id, s.search_key, s.status, s.currency, s.ar_owner_id, s.sales_owner_id,
  s.score, s.contact_count, s.last_contact_at`;

/** The rows as they stand: aging and severity are those of the day and the instant at which each was written. */
export const STANDING = Prisma.sql`(
  SELECT ${TIMELESS}, s.severity, s.total, s.overdue, s.days_1_to_30, s.days_31_to_60, s.days_61_to_90, s.days_91_plus,
    s.credit, s.open_invoice_count, s.as_of, s.ages_on, s.signal_expires_at
  FROM customer_summary s)`;

/** Whether time alone has changed the row `c` of {@link STANDING} since: each condition has an index. */
export const isBehind = (moment: Moment): Prisma.Sql => Prisma.sql`
  (c.ages_on <= ${day(moment.today)} OR c.as_of > ${day(moment.today)} OR c.signal_expires_at <= ${at(moment)})`;

/** The same of all others, which are right. */
export const isRight = (moment: Moment): Prisma.Sql => Prisma.sql`
  ((c.ages_on > ${day(moment.today)} OR c.ages_on IS NULL) AND c.as_of <= ${day(moment.today)}
    AND (c.signal_expires_at > ${at(moment)} OR c.signal_expires_at IS NULL))`;

/** Balances of open invoices named `i`, by days past due on a day. No sum is made twice: it is most of the work. */
const bucketsOn = (date: Prisma.Sql): Prisma.Sql => Prisma.sql`
  coalesce(sum(i.balance) FILTER (WHERE i.due_on >= ${date}), 0) AS not_due,
  coalesce(sum(i.balance) FILTER (WHERE ${date} - i.due_on BETWEEN 1 AND 30), 0) AS days_1_to_30,
  coalesce(sum(i.balance) FILTER (WHERE ${date} - i.due_on BETWEEN 31 AND 60), 0) AS days_31_to_60,
  coalesce(sum(i.balance) FILTER (WHERE ${date} - i.due_on BETWEEN 61 AND 90), 0) AS days_61_to_90,
  coalesce(sum(i.balance) FILTER (WHERE ${date} - i.due_on > 90), 0) AS days_91_plus`;

/** Whether an amount is owed at all (C19). No currency has a larger unit than 1, which spares looking it up. */
export const isOwed = (amount: Prisma.Sql, currency: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${amount} >= 1 OR ${amount} >= minor_unit(${currency}))`;

const OPEN = Prisma.sql`i.status = 'open' AND ${isOwed(Prisma.sql`i.balance`, Prisma.sql`i.currency`)}`;

/** The most severe signal of the customer of `s` at a moment: another one than stands there only where one has expired. */
const severityAt = (moment: Moment): Prisma.Sql => Prisma.sql`
  CASE WHEN s.signal_expires_at <= ${at(moment)} THEN (
    SELECT coalesce(max(g.severity_rank), 0)::smallint FROM signal g
    WHERE g.customer_id = s.customer_id AND g.is_active AND (g.expires_at IS NULL OR g.expires_at > ${at(moment)}))
  ELSE s.severity END AS severity`;

/** The rows that are behind, worked out from invoices and signals, as {@link STANDING}; to be named `c`. */
export const workedOut = (moment: Moment): Prisma.Sql => Prisma.sql`(
  SELECT ${TIMELESS}, ${severityAt(moment)}, s.total, s.total - b.not_due AS overdue, b.days_1_to_30, b.days_31_to_60,
    b.days_61_to_90, b.days_91_plus, s.credit, s.open_invoice_count, s.as_of, s.ages_on, s.signal_expires_at
  FROM (SELECT * FROM customer_summary c WHERE ${isBehind(moment)}) s
  CROSS JOIN LATERAL (
    SELECT ${bucketsOn(day(moment.today))} FROM invoice i WHERE i.customer_id = s.customer_id AND ${OPEN}) b)`;

/**
 * The rows of the customers table, to be named `c` in a `FROM`: right at a moment, whether the worker has brought them
 * forward to it or not.
 */
export const summaries = (moment: Moment): Prisma.Sql => Prisma.sql`(
  SELECT * FROM ${STANDING} c WHERE ${isRight(moment)} UNION ALL SELECT * FROM ${workedOut(moment)} c)`;

/** Which rows of another day are wanted. */
export interface DayRows {
  /** Whether `credit` is that of the day; else it is that of now, of which {@link creditSince} came later. */
  credit: boolean;
  /** Rows of `customer_summary`, few of them: they are looked up one by one. */
  among: Prisma.Sql;
}

/**
 * The rows with the balances of another day: open balances of now, less what moved after it. Invoices that are closed by
 * now are looked up only where they have moved since.
 */
export function summariesOf(asOf: string, moment: Moment, { credit, among }: DayRows): Prisma.Sql {
  const date = day(asOf);
  const since = Prisma.sql`
    LEFT JOIN credit_since(${date}, ARRAY(SELECT customer_id FROM among)) k
      ON k.customer_id = s.customer_id AND k.currency = s.currency`;
  const isAmong = Prisma.sql`customer_id = ANY(ARRAY(SELECT customer_id FROM among))`;
  const overdue = Prisma.sql`coalesce(b.days_1_to_30 + b.days_31_to_60 + b.days_61_to_90 + b.days_91_plus, 0)`;
  return Prisma.sql`(
    WITH among AS MATERIALIZED (${among})
    SELECT ${TIMELESS}, ${severityAt(moment)}, coalesce(b.not_due, 0) + ${overdue} AS total, ${overdue} AS overdue,
      coalesce(b.days_1_to_30, 0) AS days_1_to_30, coalesce(b.days_31_to_60, 0) AS days_31_to_60,
      coalesce(b.days_61_to_90, 0) AS days_61_to_90, coalesce(b.days_91_plus, 0) AS days_91_plus,
      s.credit - ${credit ? Prisma.sql`coalesce(k.amount, 0)` : Prisma.sql`0`} AS credit,
      coalesce(b.n, 0)::int AS open_invoice_count
    FROM among s
    LEFT JOIN (
      SELECT i.customer_id, ${bucketsOn(date)}, count(*) AS n
      FROM (
        SELECT coalesce(o.customer_id, v.customer_id) AS customer_id, coalesce(o.due_on, v.due_on) AS due_on,
          coalesce(o.currency, v.currency) AS currency, coalesce(o.balance, 0) - coalesce(d.delta, 0) AS balance
        FROM (SELECT id, customer_id, due_on, balance, currency FROM invoice WHERE status = 'open' AND ${isAmong}) o
        FULL JOIN (SELECT invoice_id, sum(delta) AS delta FROM balance_change
          WHERE effective_on > ${date} AND ${isAmong} GROUP BY invoice_id) d ON d.invoice_id = o.id
        LEFT JOIN LATERAL (SELECT customer_id, due_on, currency FROM invoice
          WHERE o.id IS NULL AND id = d.invoice_id OFFSET 0) v ON true
      ) i
      WHERE ${isOwed(Prisma.sql`i.balance`, Prisma.sql`i.currency`)} GROUP BY i.customer_id
    ) b ON b.customer_id = s.customer_id
    ${credit ? since : Prisma.empty})`;
}

/**
 * Rows of `customer_summary` among which the next of a page by falling severity are, whatever their balances: of as many
 * severities as it takes. `where`: over rows of {@link STANDING}; `below`: the severity that the page before ended in.
 */
export function mostSevere(
  moment: Moment,
  { where, below, rows }: { where: Prisma.Sql; below: string | undefined; rows: number },
): Prisma.Sql {
  const further = below === undefined ? Prisma.sql`TRUE` : Prisma.sql`c.severity < ${below}::smallint`;
  const least = Prisma.sql`
    SELECT CASE WHEN count(*) < ${rows} THEN 0 ELSE min(x.severity) END FROM (
      SELECT c.severity FROM ${STANDING} c
      WHERE ${where} AND ${further} AND (c.signal_expires_at > ${at(moment)} OR c.signal_expires_at IS NULL)
      ORDER BY c.severity DESC LIMIT ${rows}) x`;
  return Prisma.sql`
    SELECT s.* FROM customer_summary s WHERE s.severity >= (${least}) AND s.customer_id IN (
      SELECT c.id FROM ${STANDING} c WHERE ${where})`;
}

/** What of the credit of the customer of the row `c`, in its currency, came after a day. */
export const creditSince = (asOf: string): Prisma.Sql => Prisma.sql`coalesce((
  SELECT k.amount FROM credit_since(${day(asOf)}, ARRAY[c.id]) k WHERE k.currency = c.currency), 0)`;
