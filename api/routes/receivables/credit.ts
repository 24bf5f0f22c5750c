import { found } from '../../../contracts/problems.ts';
import { creditOperations } from '../../../contracts/receivables/credit.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what customers have to their credit. */
export const creditRoutes = routesOf(creditOperations, {
  listCredit: async ({ deps, actor, params, query }) =>
    found(await deps.store.credit.list(deps.db, actor, { ...query, ...params }), 'customer'),
});
