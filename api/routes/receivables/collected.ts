import { listCollected, reportCollected } from '../../../commands/receivables/report-collected.ts';
import { collectedOperations } from '../../../contracts/receivables/collected.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what was collected. */
export const collectedRoutes = routesOf(collectedOperations, {
  getCollectedReport: ({ deps, actor, query }) => reportCollected(deps, actor, query),
  listCollected: ({ deps, actor, query }) => listCollected(deps, actor, query),
});
