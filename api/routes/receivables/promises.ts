import { makePromise } from '../../../commands/receivables/make-promise.ts';
import { withdrawPromise } from '../../../commands/receivables/withdraw-promise.ts';
import { found } from '../../../contracts/problems.ts';
import { promiseOperations } from '../../../contracts/receivables/promises.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of promises to pay. */
export const promiseRoutes = routesOf(promiseOperations, {
  listPromises: ({ deps, actor, query }) => deps.store.promises.list(deps.db, actor, query),
  makePromise: ({ deps, actor, params, body }) => makePromise(deps, actor, { ...body, ...params }),
  getPromise: async ({ deps, actor, params }) =>
    found(await deps.store.promises.find(deps.db, actor, params.promiseId), 'promise'),
  withdrawPromise: ({ deps, actor, params }) => withdrawPromise(deps, actor, params),
});
