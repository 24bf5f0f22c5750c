import { compareWithTemporal } from '../../commands/upkeep/compare-with-temporal.ts';
import { showSecretKeys } from '../../commands/upkeep/secret-keys.ts';
import { eraseContact } from '../../commands/upkeep/erase-contact.ts';
import { found } from '../../contracts/problems.ts';
import { erasureOperations } from '../../contracts/upkeep/erasures.operations.ts';
import { reconcileOperations } from '../../contracts/upkeep/reconcile.operations.ts';
import { type Route, routesOf } from '../handle.ts';

const reconcileRoutes = routesOf(reconcileOperations, {
  compareWithTemporal: ({ deps, actor, body }) => compareWithTemporal(deps, actor, body),
  showSecretKeys: ({ deps }) => showSecretKeys(deps),
  listReconcileFindings: ({ deps, actor, query }) => deps.store.reconcile.listFindings(deps.db, actor, query),
});

const erasureRoutes = routesOf(erasureOperations, {
  eraseContact: ({ deps, actor, params, body }) => eraseContact(deps, actor, { ...params, ...body }),
  listErasures: ({ deps, actor, query }) => deps.store.erasures.list(deps.db, actor, query),
  getErasure: async ({ deps, actor, params }) =>
    found(await deps.store.erasures.find(deps.db, actor, params.erasureId), 'erasure'),
});

/** Routes for who runs the product. */
export const routes: readonly Route[] = [...reconcileRoutes, ...erasureRoutes];
