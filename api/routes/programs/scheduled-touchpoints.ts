import { explainScheduledTouchpoint } from '../../../commands/programs/touchpoints/explain-touchpoints.ts';
import { found } from '../../../contracts/problems.ts';
import { scheduledTouchpointOperations } from '../../../contracts/programs/scheduled-touchpoints.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes that show scheduled touchpoints, and tell when each leaves. */
export const scheduledTouchpointRoutes = routesOf(scheduledTouchpointOperations, {
  listScheduledTouchpoints: async ({ deps, actor, query }) => {
    const { db, store } = deps;
    const { limit: _limit, cursor: _cursor, order: _order, ...filter } = query;
    const [page, totalCount] = await Promise.all([
      store.scheduledTouchpointViews.page(db, actor, query),
      store.scheduledTouchpointViews.count(db, actor, filter),
    ]);
    return { ...page, totalCount };
  },
  getScheduledTouchpoint: async ({ deps, actor, params }) =>
    found(await deps.store.scheduledTouchpointDetails.read(deps.db, actor, params), 'scheduled touchpoint'),
  explainScheduledTouchpoint: ({ deps, actor, params }) => explainScheduledTouchpoint(deps, actor, params),
});
