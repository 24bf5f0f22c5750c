import { searchOperations } from '../../../contracts/console/search.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes that look through everything. */
export const searchRoutes = routesOf(searchOperations, {
  searchAll: async ({ deps, actor, query }) => ({
    items: await deps.store.search.find(deps.db, actor, query.q),
  }),
});
