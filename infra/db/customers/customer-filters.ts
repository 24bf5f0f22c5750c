import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import type { Severity } from '../../../contracts/customers/kinds.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';
import { plainPattern } from '../like.ts';

/** Severities as they are stored, to be sorted by. */
export const SEVERITY_RANKS: Record<Severity, number> = { high: 3, medium: 2, healthy: 1, none: 0 };

const OPERATORS: Record<string, Prisma.Sql> = {
  gt: Prisma.sql`>`,
  gte: Prisma.sql`>=`,
  lt: Prisma.sql`<`,
  lte: Prisma.sql`<=`,
  eq: Prisma.sql`=`,
};

/** A comparison of a column with an amount (see `comparisonSchema`). */
export function comparison(column: Prisma.Sql, text: string): Prisma.Sql {
  if (text === 'positive') return Prisma.sql`${column} > 0`;
  const [name = '', amount] = text.split(':');
  const operator = OPERATORS[name];
  if (!operator) throw new TypeError(`not a comparison: ${text}`);
  return Prisma.sql`${column} ${operator} ${amount}::numeric`;
}

/** What a row of {@link summaries} owes net of credit (C18). */
export const NET = Prisma.sql`(c.total - c.credit)`;

/** A pattern for `LIKE` that finds the text at the beginning. */
export const beginningWith = (text: string): string => `${plainPattern(text)}%`;

/** A pattern for `LIKE` that finds the text anywhere. */
export const containing = (text: string): string => `%${beginningWith(text)}`;

/** What a filter asks for, as a condition over a row of {@link summaries}; hidden customers not excluded. */
export function filterCondition(filter: CustomerFilter): Prisma.Sql {
  const { search, ownerId, arOwnerId, salesOwnerId, unassigned, listId } = filter;
  const conditions: Prisma.Sql[] = [Prisma.sql`TRUE`];
  const add = (condition: Prisma.Sql) => conditions.push(condition);
  if (search !== undefined) add(Prisma.sql`c.search_key LIKE fold_case(${containing(search)})`);
  if (ownerId) add(Prisma.sql`(c.ar_owner_id = ${ownerId} OR c.sales_owner_id = ${ownerId})`);
  if (arOwnerId) add(Prisma.sql`c.ar_owner_id = ${arOwnerId}`);
  if (salesOwnerId) add(Prisma.sql`c.sales_owner_id = ${salesOwnerId}`);
  if (unassigned === 'ar' || unassigned === 'both') add(Prisma.sql`c.ar_owner_id IS NULL`);
  if (unassigned === 'sales' || unassigned === 'both') add(Prisma.sql`c.sales_owner_id IS NULL`);
  if (listId) add(Prisma.sql`c.id IN (SELECT customer_id FROM list_member WHERE list_id = ${listId})`);
  if (filter.currency) add(Prisma.sql`c.currency = ${filter.currency}`);
  if (filter.balance !== undefined) add(comparison(Prisma.sql`c.total`, filter.balance));
  if (filter.overdue !== undefined) add(comparison(Prisma.sql`c.overdue`, filter.overdue));
  if (filter.credit !== undefined) add(comparison(Prisma.sql`c.credit`, filter.credit));
  if (filter.net !== undefined) add(comparison(NET, filter.net));
  if (filter.statuses) add(Prisma.sql`c.status = ANY(${filter.statuses}::text[])`);
  if (filter.severities) {
    const ranks = filter.severities.map((severity) => SEVERITY_RANKS[severity]);
    add(Prisma.sql`c.severity = ANY(${ranks}::smallint[])`);
  }
  if (filter.labelIds) {
    add(
      Prisma.sql`c.id IN (SELECT customer_id FROM customer_label WHERE label_id = ANY(${filter.labelIds}::text[]))`,
    );
  }
  return Prisma.join(conditions, ' AND ');
}

/** {@link filterCondition}, of customers that the viewer may see. */
export function customersWhere(viewer: Viewer, filter: CustomerFilter): Prisma.Sql {
  return Prisma.sql`${filterCondition(filter)} AND ${customerIsVisible(viewer, 'c')}`;
}

/** All columns, in the order of the table: rows are sorted as they stand then, which takes half the time. */
const STANDING = Prisma.sql`(
  SELECT s.customer_id AS id, s.search_key, s.status, s.currency, s.ar_owner_id, s.sales_owner_id, s.score, s.severity,
    s.total, s.overdue, s.days_1_to_30, s.days_31_to_60, s.days_61_to_90, s.days_91_plus, s.credit,
    s.open_invoice_count, s.contact_count, s.last_contact_at, s.as_of, s.ages_on, s.signal_expires_at
  FROM customer_summary s)`;

/**
 * The rows of the customers table, to be named `c` in a `FROM`. `asOf` null: for the day they stand at, which is today
 * after `bringForward`. Else sums are worked out for that day: open balances of now, less what moved after it.
 */
export function summaries(asOf: string | null): Prisma.Sql {
  if (asOf === null) return STANDING;
  const day = dayToDate(asOf);
  return Prisma.sql`(
    SELECT s.customer_id AS id, s.search_key, s.status, s.currency, s.ar_owner_id, s.sales_owner_id, s.score, s.severity,
      s.contact_count, s.last_contact_at, s.credit - coalesce(k.amount, 0) AS credit, coalesce(b.total, 0) AS total, coalesce(b.overdue, 0) AS overdue,
      coalesce(b.days_1_to_30, 0) AS days_1_to_30, coalesce(b.days_31_to_60, 0) AS days_31_to_60,
      coalesce(b.days_61_to_90, 0) AS days_61_to_90, coalesce(b.days_91_plus, 0) AS days_91_plus,
      coalesce(b.open_invoice_count, 0) AS open_invoice_count
    FROM customer_summary s
    LEFT JOIN (
      SELECT customer_id, sum(balance) AS total, sum(balance) FILTER (WHERE age > 0) AS overdue,
        sum(balance) FILTER (WHERE age BETWEEN 1 AND 30) AS days_1_to_30,
        sum(balance) FILTER (WHERE age BETWEEN 31 AND 60) AS days_31_to_60,
        sum(balance) FILTER (WHERE age BETWEEN 61 AND 90) AS days_61_to_90,
        sum(balance) FILTER (WHERE age > 90) AS days_91_plus, count(*)::int AS open_invoice_count
      FROM (
        SELECT m.customer_id, ${day}::date - m.due_on AS age, sum(m.amount) AS balance
        FROM (
          SELECT id, customer_id, due_on, currency, balance AS amount FROM invoice WHERE status = 'open'
          UNION ALL
          SELECT i.id, i.customer_id, i.due_on, i.currency, -d.delta FROM balance_change d JOIN invoice i ON i.id = d.invoice_id
          WHERE d.effective_on > ${day}::date
        ) m
        GROUP BY m.id, m.customer_id, m.due_on, m.currency HAVING sum(m.amount) >= minor_unit(m.currency)
      ) i
      GROUP BY customer_id
    ) b ON b.customer_id = s.customer_id
    LEFT JOIN credit_since(${day}::date) k ON k.customer_id = s.customer_id AND k.currency = s.currency)`;
}
