import type { Viewer } from '../../contracts/actor.ts';
import type { Page } from '../../contracts/paging.ts';
import type {
  ResultFilter,
  ResultGroupNumbers,
  ResultRow,
  ResultRowsQuery,
  Results,
  ResultsQuery,
} from '../../contracts/sequences/results.ts';
import { addDays, startOfDay } from '../../domain/time/calendar.ts';
import type { CommandDeps } from '../deps.ts';

/** Days of the organisation as moments. */
const periodOf = ({ from, to }: ResultFilter, zone: string) => ({
  from: from === undefined ? null : startOfDay(from, zone),
  until: to === undefined ? null : startOfDay(addDays(to, 1), zone),
});

/** How results stand: measures of each group, and of everything, over the customers that the viewer may see (S20, U3). */
export async function reportResults(
  deps: CommandDeps,
  viewer: Viewer,
  query: Omit<ResultsQuery, 'limit' | 'cursor'> & { limit: number | null; cursor?: string | undefined },
): Promise<Results> {
  const { db, store } = deps;
  const { groupBy, limit, cursor, ...filter } = query;
  const [now, { zone }, { isUpToDate }] = await Promise.all([
    deps.now(),
    store.organisation.get(db, viewer),
    store.foldResults.fold(db, 'reader'),
  ]);
  const sight = await store.resultSource.sightOf(db, viewer);
  const asked = { filter, now, period: periodOf(filter, zone) };
  const { groups, totals } = await store.resultFigures.load(db, sight, { ...asked, groupBy });
  const named = await store.resultGroups.name(db, { groupBy, keys: [...groups.keys()] });
  const { items, nextCursor } = store.resultGroups.pageOfGroups(named, { groupBy, limit, cursor });
  return {
    items: items.flatMap(({ id, key, name, filter: own }): ResultGroupNumbers[] => {
      const numbers = groups.get(id);
      return numbers ? [{ key, name, filter: { ...filter, ...narrowed(own, filter) }, ...numbers }] : [];
    }),
    nextCursor,
    totals,
    zone,
    isUpToDate,
  };
}

/** Of a group that is a period only what lies within the filters. */
function narrowed(own: ResultFilter, filter: ResultFilter): ResultFilter {
  const { from, to } = own;
  if (from === undefined || to === undefined) return own;
  return {
    from: filter.from !== undefined && filter.from > from ? filter.from : from,
    to: filter.to !== undefined && filter.to < to ? filter.to : to,
  };
}

/** Exactly the rows that a figure counts, the latest first (S20). */
export async function listResultRows(
  deps: CommandDeps,
  viewer: Viewer,
  query: ResultRowsQuery,
): Promise<Page<ResultRow>> {
  const { db, store } = deps;
  const { figure, outcome, limit, cursor, ...filter } = query;
  const [now, { zone }] = await Promise.all([deps.now(), store.organisation.get(db, viewer)]);
  await store.foldResults.fold(db, 'reader');
  const sight = await store.resultSource.sightOf(db, viewer);
  const scope = { filter, groupBy: null };
  const period = periodOf(filter, zone);
  return store.resultRows.list(db, { figure, outcome, scope, sight, now, period, limit, cursor });
}
