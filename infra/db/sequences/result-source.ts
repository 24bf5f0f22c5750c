import type { Viewer } from '../../../contracts/actor.ts';
import type { ResultGroup } from '../../../contracts/sequences/result-figures.ts';
import type { ResultFilter } from '../../../contracts/sequences/results.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import { customerIsVisible, hiddenFrom } from '../visibility.ts';
import { inMonths, type Days } from './month-sums.ts';
import { columnsOf, DIMENSIONS, MEASURES, NO_LABEL, SUM_KEY } from './result-columns.ts';

/** What is counted, and by what it is told apart; `sequenceIds`: of these only. */
export interface ResultScope {
  filter: ResultFilter & { sequenceIds?: readonly string[] };
  /** Null: everything as one group. */
  groupBy: ResultGroup | null;
}

/**
 * Which customers count (U3). Who sees everybody has what is kept; from whom few are hidden, what is kept less what is of
 * these; for others those whom they see are counted.
 */
export type Sight =
  | { counts: 'everybody' }
  | { counts: 'everybody but few'; viewer: Viewer; hidden: readonly string[] }
  | { counts: 'the seen'; viewer: Viewer };

/** From whom more are hidden has those counted whom they see. */
const FEW = 20_000;

/** How much of the customers a viewer sees. */
export async function sightOf(db: Tx, viewer: Viewer): Promise<Sight> {
  const hidden = viewer.role === 'admin' ? [] : await hiddenFrom(db, viewer, FEW + 1);
  if (hidden.length === 0) return { counts: 'everybody' };
  return hidden.length > FEW
    ? { counts: 'the seen', viewer }
    : { counts: 'everybody but few', viewer, hidden };
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
  if (sight.counts === 'everybody') return Prisma.empty;
  return Prisma.sql`JOIN customer c ON c.id = ${Prisma.raw(s)}.customer_id AND ${customerIsVisible(sight.viewer, 'c')}`;
}

/** Joins rows `s` to the customers named. */
export const ofCustomers = (ids: readonly string[], s: string): Prisma.Sql => Prisma.sql`
  JOIN unnest(${[...ids]}::text[]) hidden(id) ON hidden.id = ${Prisma.raw(s)}.customer_id`;

/** Facts of some customers, as rows `(label_id, …DIMENSIONS, outcome, …MEASURES)` with a sign. */
function factRows(scope: ResultScope, { sign, join }: { sign: 1 | -1; join: Prisma.Sql }): Prisma.Sql {
  const labels = labelsOf(scope, 's');
  return Prisma.sql`
    SELECT ${labels.labelId} AS label_id, ${columnsOf(DIMENSIONS, (name) => Prisma.sql`s.${name}`)}, s.outcome,
      ${columnsOf(MEASURES, (name) => Prisma.sql`${Prisma.raw(`${sign}`)} * s.${name}::int AS ${name}`)}
    FROM result_fact s ${join} ${labels.join}
    WHERE ${labels.holds} AND ${filterOf(scope, 's')}`;
}

/** Rows with the dimensions, `label_id`, `outcome` and a number for each measure, under the filters. */
export function countedRows(sight: Sight, scope: ResultScope): Prisma.Sql {
  if (sight.counts === 'the seen') return factRows(scope, { sign: 1, join: visibleOf(sight, 's') });
  const kept = keptRows(scope);
  if (sight.counts === 'everybody') return kept;
  return Prisma.sql`${kept} UNION ALL ${factRows(scope, { sign: -1, join: ofCustomers(sight.hidden, 's') })}`;
}

/** Sums of months, and of days where a period begins or ends within one, or days are asked for. */
function keptRows(scope: ResultScope): Prisma.Sql {
  const { filter, groupBy } = scope;
  const rows = (table: string, days: Days) => Prisma.sql`
    SELECT ${columnsOf(SUM_KEY, (name) => Prisma.sql`s.${name}`)}, ${columnsOf(MEASURES, (name) => Prisma.sql`s.${name}`)}
    FROM ${Prisma.raw(table)} s
    WHERE ${keptLabel(scope, 's')} AND ${filterOf({ filter: { ...filter, ...days }, groupBy }, 's')}`;
  if (groupBy === 'day' || groupBy === 'week') return rows('result_sum', filter);
  const { months, edges } = inMonths(filter);
  const parts = edges.map((days) => rows('result_sum', days));
  return Prisma.join([...(months ? [rows('result_month', months)] : []), ...parts], ' UNION ALL ');
}

/** The condition of sums `s` that are kept by label. */
export function keptLabel({ filter: { labelId }, groupBy }: ResultScope, s: string): Prisma.Sql {
  const column = Prisma.raw(`${s}.label_id`);
  return labelId === undefined && groupBy === 'label'
    ? Prisma.sql`${column} <> ''`
    : Prisma.sql`${column} = ${labelId ?? ''}`;
}
