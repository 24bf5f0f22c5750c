import { readInsights, requestInsights } from '../../../commands/insights/read-insights.ts';
import { insightOperations } from '../../../contracts/insights/insights.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of insights. */
export const insightRoutes = routesOf(insightOperations, {
  getInsights: ({ deps, actor, params }) => readInsights(deps, actor, params),
  refreshInsights: ({ deps, actor, params }) => requestInsights(deps, actor, params),
});
