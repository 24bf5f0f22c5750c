import { z } from 'zod';
import type { ResultGroup } from '../../../contracts/sequences/result-figures.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { COUNTS_FOR_DAYS } from '../receivables/counts-as-paid.ts';
import { dayToDate } from '../rows.ts';
import type { MoneyBy } from './money-by-group.ts';
import {
  filterOf,
  groupKey,
  ofCustomers,
  labelsOf,
  visibleOf,
  type ResultScope,
  type Sight,
} from './result-source.ts';

const rowSchema = z.object({ key: z.string(), currency: z.string(), amount: z.instanceof(Prisma.Decimal) });

/** Money that followed, by group and currency: each payment once a group (S20). */
export async function collect(
  db: Tx,
  sight: Sight,
  scope: ResultScope,
): Promise<{ key: string; currency: string; amount: Prisma.Decimal }[]> {
  const rows = await db.$queryRaw`
    SELECT m.key, m.currency, sum(m.amount) AS amount FROM (${amounts(sight, scope)}) m
    GROUP BY m.key, m.currency HAVING sum(m.movements) <> 0 ORDER BY m.currency`;
  return z.array(rowSchema).parse(rows);
}

/** Rows `(key, currency, amount, movements)` that come to what a viewer may see. */
function amounts(sight: Sight, scope: ResultScope): Prisma.Sql {
  const by = keptBy(scope);
  if (!by || sight.counts === 'the seen') return eachOnce(scope, { sign: 1, join: visibleOf(sight, 'p') });
  const kept = keptAmounts(scope, by);
  if (sight.counts === 'everybody') return kept;
  return Prisma.sql`${kept} UNION ALL ${eachOnce(scope, { sign: -1, join: ofCustomers(sight.hidden, 'p') })}`;
}

/** Payments of some customers once a group, with a sign. */
function eachOnce(scope: ResultScope, { sign, join }: { sign: 1 | -1; join: Prisma.Sql }): Prisma.Sql {
  const labels = labelsOf(scope, 'p');
  const factor = Prisma.raw(`${sign}`);
  return Prisma.sql`
    SELECT once.key, once.currency, ${factor} * once.amount AS amount, ${factor} AS movements FROM (
      SELECT DISTINCT ${groupKey(scope.groupBy, 's')} AS key, s.movement_id, s.currency, s.amount FROM (
        SELECT p.*, ${labels.labelId} AS label_id FROM result_payment p ${join} ${labels.join}
        WHERE ${labels.holds} AND ${filterOf(scope, 'p')}) s) once`;
}

/** By what money is kept that tells apart the groups and filters; null: by none. A branch or step is of one sequence. */
function keptBy({ filter, groupBy }: ResultScope): MoneyBy | null {
  const asked = new Set<string>();
  for (const name of ['sequence', 'branch', 'step', 'user', 'label'] as const)
    if (filter[`${name}Id`] !== undefined || groupBy === name) asked.add(name);
  if (filter.sequenceIds !== undefined || groupBy === 'version') asked.add('sequence');
  if (filter.channel !== undefined) return null;
  const isByVersion = filter.version !== undefined || groupBy === 'version';
  if (asked.has('branch') || asked.has('step')) asked.delete('sequence');
  if (isByVersion) return asked.size === 1 && asked.has('sequence') ? 'version' : null;
  const [only = 'all', ...others] = asked;
  return others.length === 0 ? (only as MoneyBy) : null;
}

function keptAmounts(scope: ResultScope, by: MoneyBy): Prisma.Sql {
  const { filter, groupBy } = scope;
  const conditions = [Prisma.sql`s.by = ${by}`, onceIn(scope)];
  const equal = (column: string, value: string | undefined) => {
    if (value !== undefined) conditions.push(Prisma.sql`${Prisma.raw(`s.${column}`)} = ${value}`);
  };
  equal('sequence_id', filter.sequenceId);
  if (filter.sequenceIds)
    conditions.push(Prisma.sql`s.sequence_id = ANY(${[...filter.sequenceIds]}::text[])`);
  if (by === 'branch') equal('key', filter.branchId);
  if (by === 'step') equal('key', filter.stepId);
  if (by === 'user') equal('key', filter.userId === 'none' ? '' : filter.userId);
  if (by === 'label') equal('key', filter.labelId);
  if (filter.version !== undefined)
    conditions.push(Prisma.sql`s.key = s.sequence_id || '/' || ${filter.version}::int`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`s.day >= ${dayToDate(filter.from)}::date`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`s.day <= ${dayToDate(filter.to)}::date`);
  const key = groupBy === null || isPeriod(groupBy) ? groupKey(groupBy, 's') : Prisma.sql`s.key`;
  return Prisma.sql`
    SELECT ${key} AS key, s.currency, s.amount, s.movements FROM result_money s
    WHERE ${Prisma.join(conditions, ' AND ')}`;
}

const isPeriod = (groupBy: ResultGroup): boolean => ['day', 'week', 'month'].includes(groupBy);

/** The condition of kept rows `s`: the step before it that a payment followed is not of the same group and period. */
function onceIn({ filter, groupBy }: ResultScope): Prisma.Sql {
  const begins = [
    ...(filter.from === undefined ? [] : [Prisma.sql`${dayToDate(filter.from)}::date`]),
    ...beginOf(groupBy),
  ];
  if (begins.length === 0) return Prisma.sql`s.gap > ${COUNTS_FOR_DAYS}::int`;
  return Prisma.sql`s.day - s.gap < greatest(${Prisma.join(begins)})`;
}

/** The day on which the period of a row `s` begins. */
function beginOf(groupBy: ResultGroup | null): Prisma.Sql[] {
  switch (groupBy) {
    case 'day':
      return [Prisma.sql`s.day`];
    case 'week':
      return [Prisma.sql`s.day - (extract(isodow FROM s.day)::int - 1)`];
    case 'month':
      return [Prisma.sql`date_trunc('month', s.day::timestamp)::date`];
    default:
      return [];
  }
}
