import { found } from '../../../contracts/problems.ts';
import { hitOperations } from '../../../contracts/tracking/hits.operations.ts';
import { type Route, routesOf } from '../../handle.ts';

/** Every route of the wing tracking; where links and pictures of mails lead is no call of the API: `hits.ts`. */
export const routes: readonly Route[] = routesOf(hitOperations, {
  listHits: async ({ deps, actor, params: { messageId }, query }) => {
    const shown = { messageId, now: await deps.now() };
    found(await deps.store.messageViews.find(deps.db, actor, shown), 'message');
    return deps.store.hitViews.list(deps.db, actor, { messageId, ...query });
  },
});
