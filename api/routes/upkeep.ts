import { compareWithTemporal } from '../../commands/upkeep/compare-with-temporal.ts';
import { reconcileOperations } from '../../contracts/upkeep/reconcile.operations.ts';
import { routesOf } from '../handle.ts';

/** Routes for who runs the product. */
export const routes = routesOf(reconcileOperations, {
  compareWithTemporal: ({ deps, actor, body }) => compareWithTemporal(deps, actor, body),
  listReconcileFindings: ({ deps, actor, query }) => deps.store.reconcile.listFindings(deps.db, actor, query),
});
