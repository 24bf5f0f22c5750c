import type { Viewer } from '../../../contracts/actor.ts';
import type { ResultGroup } from '../../../contracts/sequences/result-figures.ts';
import type { ResultFilter } from '../../../contracts/sequences/results.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerIsVisible, seesEveryCustomer } from '../visibility.ts';
import { columnsOf, DIMENSIONS, MEASURES, NO_LABEL } from './result-columns.ts';

/** What is counted, and by what it is told apart; `sequenceIds`: of these only. */
export interface ResultScope {
  filter: ResultFilter & { sequenceIds?: readonly string[] };
  /** Null: everything as one group. */
  groupBy: ResultGroup | null;
}

/** Who sees everybody has the sums that are kept; for others those that they see are summed (U3). */
export type Sight = { isWhole: true } | { isWhole: false; viewer: Viewer };

/** How much of the customers a viewer sees. */
export async function sightOf(db: Tx, viewer: Viewer): Promise<Sight> {
  const isWhole = viewer.role === 'admin' || (await seesEveryCustomer(db, viewer));
  return isWhole ? { isWhole: true } : { isWhole: false, viewer };
}

/** The key of a row's group, over rows with the dimensions and `label_id`. */
export function groupKey(groupBy: ResultGroup | null, s: string): Prisma.Sql {
  const column = (name: string) => Prisma.raw(`${s}.${name}`);
  switch (groupBy) {
    case null:
      return Prisma.sql`''`;
    case 'sequence':
    case 'branch':
    case 'step':
    case 'user':
    case 'label':
      return column(`${groupBy}_id`);
    case 'version':
      return Prisma.sql`${column('sequence_id')} || '/' || ${column('version')}`;
    case 'day':
      return Prisma.sql`${column('day')}::text`;
    case 'week':
      return Prisma.sql`(${column('day')} - (extract(isodow FROM ${column('day')})::int - 1))::text`;
    case 'month':
      return Prisma.sql`to_char(${column('day')}, 'YYYY-MM')`;
  }
}

/** The condition of rows `s` with the dimensions; labels are asked where the rows come from. */
export function filterOf({ filter }: ResultScope, s: string): Prisma.Sql {
  const column = (name: string) => Prisma.raw(`${s}.${name}`);
  const conditions = [Prisma.sql`TRUE`];
  const equal = (name: string, value: string | number | undefined) => {
    if (value !== undefined) conditions.push(Prisma.sql`${column(name)} = ${value}`);
  };
  if (filter.sequenceIds)
    conditions.push(Prisma.sql`${column('sequence_id')} = ANY(${[...filter.sequenceIds]}::text[])`);
  equal('sequence_id', filter.sequenceId);
  equal('branch_id', filter.branchId);
  equal('step_id', filter.stepId);
  equal('user_id', filter.userId === 'none' ? '' : filter.userId);
  equal('version', filter.version);
  equal('channel', filter.channel);
  if (filter.from !== undefined)
    conditions.push(Prisma.sql`${column('day')} >= ${dayToDate(filter.from)}::date`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`${column('day')} <= ${dayToDate(filter.to)}::date`);
  return Prisma.join(conditions, ' AND ');
}

const isByLabel = ({ filter, groupBy }: ResultScope): boolean =>
  groupBy === 'label' || filter.labelId !== undefined;

/**
 * Joins the labels of customers to rows `s`, once each where they are told apart by label, and gives the row's `label_id`:
 * empty where nobody asks.
 */
export function labelsOf(
  scope: ResultScope,
  s: string,
): { join: Prisma.Sql; labelId: Prisma.Sql; holds: Prisma.Sql } {
  if (!isByLabel(scope))
    return { join: Prisma.empty, labelId: Prisma.sql`''::text`, holds: Prisma.sql`TRUE` };
  const labelId = Prisma.sql`coalesce(cl.label_id, ${NO_LABEL}::text)`;
  const { labelId: only } = scope.filter;
  return {
    join: Prisma.sql`LEFT JOIN customer_label cl ON cl.customer_id = ${Prisma.raw(s)}.customer_id`,
    labelId,
    holds: only === undefined ? Prisma.sql`TRUE` : Prisma.sql`${labelId} = ${only}`,
  };
}

/** Joins the customers of rows `s` whom the viewer sees. */
export function visibleOf(sight: Sight, s: string): Prisma.Sql {
  if (sight.isWhole) return Prisma.empty;
  return Prisma.sql`JOIN customer c ON c.id = ${Prisma.raw(s)}.customer_id AND ${customerIsVisible(sight.viewer, 'c')}`;
}

/** Rows with the dimensions, `label_id`, `outcome` and a number for each measure, under the filters. */
export function countedRows(sight: Sight, scope: ResultScope): Prisma.Sql {
  if (sight.isWhole) {
    const { labelId: only } = scope.filter;
    const label =
      only === undefined && scope.groupBy === 'label'
        ? Prisma.sql`s.label_id <> ''`
        : Prisma.sql`s.label_id = ${only ?? ''}`;
    return Prisma.sql`SELECT s.* FROM result_sum s WHERE ${label} AND ${filterOf(scope, 's')}`;
  }
  const labels = labelsOf(scope, 's');
  return Prisma.sql`
    SELECT ${labels.labelId} AS label_id, ${columnsOf(DIMENSIONS, (name) => Prisma.sql`s.${name}`)}, s.outcome,
      ${columnsOf(MEASURES, (name) => Prisma.sql`s.${name}::int AS ${name}`)}
    FROM result_fact s ${visibleOf(sight, 's')} ${labels.join}
    WHERE ${labels.holds} AND ${filterOf(scope, 's')}`;
}
