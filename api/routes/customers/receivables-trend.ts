import { reportReceivables } from '../../../commands/customers/report-receivables.ts';
import { receivablesTrendOperations } from '../../../contracts/customers/receivables-trend.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what was owed over time. */
export const receivablesTrendRoutes = routesOf(receivablesTrendOperations, {
  getReceivablesTrend: ({ deps, actor, query }) => reportReceivables(deps, actor, query),
});
