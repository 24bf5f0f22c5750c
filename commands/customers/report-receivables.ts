import type { Viewer } from '../../contracts/actor.ts';
import {
  MOST_TREND_POINTS,
  type ReceivablesTrend,
  type ReceivablesTrendQuery,
} from '../../contracts/customers/receivables-trend.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import { countOfParts, partsOf } from '../../domain/time/report-periods.ts';
import { askedPeriod } from '../access/asked-period.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * What customers owed at the end of each day, week or month of a period (C19). Two statements.
 *
 * @throws ProblemError `validation` for more days than one reply tells, or days that are still to come
 */
export async function reportReceivables(
  deps: CommandDeps,
  viewer: Viewer,
  { from, to, interval, ...filter }: ReceivablesTrendQuery,
): Promise<ReceivablesTrend> {
  const { moment, period } = await askedPeriod(deps, viewer, { from, to });
  const { today } = moment;
  const parts = countOfParts(period, interval) > MOST_TREND_POINTS * 2 ? null : partsOf(period, interval);
  refuseInvalid([
    ...(period.to > today
      ? [{ field: `query.${to === undefined ? 'from' : 'to'}`, message: `must not be after today, ${today}` }]
      : []),
    ...(parts === null || parts.length > MOST_TREND_POINTS
      ? [{ field: 'query.interval', message: `makes more than ${MOST_TREND_POINTS} points of the period` }]
      : []),
  ]);
  const days = parts!.map((part) => part.to);
  const points = await deps.store.receivablesTrend.read(deps.db, viewer, { days, filter, moment });
  return { points };
}
