import { compareWithTemporal } from '../../commands/upkeep/compare-with-temporal.ts';
import { reconcileOperations } from '../../contracts/upkeep/reconcile.ts';
import { handle, operationOf } from '../handle.ts';

/** Routes for who runs the product. */
export const operationsRoutes = [
  handle(operationOf(reconcileOperations, 'compareWithTemporal'), ({ deps, actor, body }) =>
    compareWithTemporal(deps, actor, body),
  ),
  handle(operationOf(reconcileOperations, 'listReconcileFindings'), ({ deps, actor, query }) =>
    deps.store.reconcile.listFindings(deps.db, actor, query),
  ),
];
