import type { Viewer } from '../../../contracts/actor.ts';
import type { CustomerFilter } from '../../../contracts/customers/customer-filter.ts';
import type { Severity } from '../../../contracts/customers/kinds.ts';
import { Prisma } from '../generated/client.ts';
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

/** What a row of `summaries` owes net of credit (C18). */
export const NET = Prisma.sql`(c.total - c.credit)`;

/** A pattern for `LIKE` that finds the text at the beginning. */
export const beginningWith = (text: string): string => `${plainPattern(text)}%`;

/** A pattern for `LIKE` that finds the text anywhere. */
export const containing = (text: string): string => `%${beginningWith(text)}`;

/** What a filter asks for, as a condition over a row of `summaries`; hidden customers not excluded. */
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
