import type { Viewer } from '../../contracts/actor.ts';
import type { Page } from '../../contracts/paging.ts';
import { refuseInvalid } from '../../contracts/problems.ts';
import type {
  CollectedReport,
  CollectedReportQuery,
  CollectedRow,
  ListCollectedQuery,
} from '../../contracts/receivables/collected.ts';
import { MOST_REPORT_ROWS } from '../../contracts/report-periods.ts';
import { countOfParts, partsOf } from '../../domain/time/report-periods.ts';
import { askedPeriod } from '../access/asked-period.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * What was collected in a period, by its parts or by AR owner (C13, C20). Three statements.
 *
 * @throws ProblemError `validation` for more parts than one reply tells
 */
export async function reportCollected(
  deps: CommandDeps,
  viewer: Viewer,
  { from, to, groupBy, ...filter }: CollectedReportQuery,
): Promise<CollectedReport> {
  const { moment, period } = await askedPeriod(deps, viewer, { from, to });
  const scope = { ...period, filter, moment };
  const { db, store } = deps;
  if (groupBy === 'arOwner') {
    const [owners, totals] = await Promise.all([
      store.collected.byOwner(db, viewer, scope),
      store.collected.totals(db, viewer, scope),
    ]);
    const ids = [...new Set(owners.map(({ id }) => id))];
    const items = ids.map((key) => {
      const own = owners.filter(({ id }) => id === key);
      return { key, name: own[0]?.name ?? null, ...period, collected: own.map(({ collected }) => collected) };
    });
    return { ...period, items, totals };
  }
  if (countOfParts(period, groupBy) > MOST_REPORT_ROWS + 1)
    refuseInvalid([
      { field: 'query.groupBy', message: `makes more than ${MOST_REPORT_ROWS} rows of the period` },
    ]);
  const parts = partsOf(period, groupBy);
  const [sums, totals] = await Promise.all([
    store.collected.byPart(db, viewer, { ...scope, starts: parts.map((part) => part.from) }),
    store.collected.totals(db, viewer, scope),
  ]);
  const items = parts.map((part, index) => ({
    ...part,
    name: null,
    collected: sums.filter(({ part: n }) => n === index).map(({ collected }) => collected),
  }));
  return { ...period, items, totals };
}

/** The movements behind it, the latest first. Two statements. */
export async function listCollected(
  deps: CommandDeps,
  viewer: Viewer,
  { from, to, limit, cursor, ...filter }: ListCollectedQuery,
): Promise<Page<CollectedRow>> {
  const { moment, period } = await askedPeriod(deps, viewer, { from, to });
  return deps.store.collected.list(deps.db, viewer, { ...period, filter, moment, limit, cursor });
}
