import { scoreOperations } from '../../../contracts/automations/scores.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of scores. */
export const scoreRoutes = routesOf(scoreOperations, {
  getCustomerScore: async ({ deps, actor, params }) =>
    found(await deps.store.customerScores.find(deps.db, actor, params.customerId), 'customer'),
});
