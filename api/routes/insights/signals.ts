import { endSignal } from '../../../commands/insights/end-signal.ts';
import { postSignal } from '../../../commands/insights/post-signal.ts';
import { found } from '../../../contracts/problems.ts';
import { signalOperations } from '../../../contracts/insights/signals.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of signals. */
export const signalRoutes = routesOf(signalOperations, {
  listSignals: async ({ deps, actor, params, query }) => {
    const now = await deps.now();
    return found(await deps.store.signals.list(deps.db, actor, { ...query, ...params, now }), 'customer');
  },
  postSignal: ({ deps, actor, params, body }) => postSignal(deps, actor, { ...body, ...params }),
  endSignal: ({ deps, actor, params }) => endSignal(deps, actor, params),
});
