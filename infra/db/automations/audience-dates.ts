import type { Operand } from '../../../contracts/automations/audiences.ts';
import type { AudienceOperator } from '../../../contracts/automations/kinds.ts';
import { sinceOf } from '../../../domain/automations/periods.ts';
import { Prisma } from '../generated/client.ts';
import { dayToDate } from '../rows.ts';
import type { Column } from './audience-records.ts';

/** By which the latest is found; of days and instants together by their beginnings. */
export function orderOf(column: Column): Prisma.Sql {
  if ('holders' in column || 'days' in column) throw new TypeError('no date');
  if (!('onDay' in column)) return column;
  return Prisma.sql`coalesce(extract(epoch FROM ${column.onDay}), extract(epoch FROM ${column.at}))`;
}

/** How many days lie between a day and today, asked as a range of days, which an index serves. */
export function agedBy(
  { since, aging }: Extract<Column, { days: Prisma.Sql }>,
  op: AudienceOperator,
  value: Operand | undefined,
  today: string,
): Prisma.Sql {
  if (op === 'is_set') return Prisma.sql`(${aging} AND ${since} IS NOT NULL)`;
  const { from, to } = sinceOf(op, value, today);
  const after = from === null ? Prisma.sql`TRUE` : Prisma.sql`${since} >= ${dayToDate(from)}::date`;
  const before = to === null ? Prisma.sql`TRUE` : Prisma.sql`${since} <= ${dayToDate(to)}::date`;
  return Prisma.sql`(${aging} AND ${after} AND ${before})`;
}
