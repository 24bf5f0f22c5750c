import { endHold } from '../../../commands/holds/end-hold.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { holdOperations } from '../../../contracts/holds/holds.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of holds. */
export const holdRoutes = routesOf(holdOperations, {
  listHolds: async ({ deps, actor, query }) =>
    deps.store.holdViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  openHold: ({ deps, actor, body }) => openHold(deps, actor, body),
  getHold: async ({ deps, actor, params }) =>
    found(await deps.store.holdViews.find(deps.db, actor, { ...params, now: await deps.now() }), 'hold'),
  endHold: ({ deps, actor, params }) => endHold(deps, actor, params),
});
