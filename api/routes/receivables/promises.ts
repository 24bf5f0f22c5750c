import { endHold } from '../../../commands/holds/end-hold.ts';
import { endSignal } from '../../../commands/insights/end-signal.ts';
import { makePromise } from '../../../commands/receivables/make-promise.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { postSignal } from '../../../commands/insights/post-signal.ts';
import { withdrawPromise } from '../../../commands/receivables/withdraw-promise.ts';
import { holdOperations } from '../../../contracts/holds/holds.ts';
import { found } from '../../../contracts/problems.ts';
import { promiseOperations } from '../../../contracts/receivables/promises.ts';
import { signalOperations } from '../../../contracts/insights/signals.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of signals, promises to pay and holds. */
export const receivableRoutes = [
  handle(operationOf(signalOperations, 'listSignals'), async ({ deps, actor, params, query }) => {
    const now = await deps.now();
    return found(await deps.store.signals.list(deps.db, actor, { ...query, ...params, now }), 'customer');
  }),
  handle(operationOf(signalOperations, 'postSignal'), ({ deps, actor, params, body }) =>
    postSignal(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(signalOperations, 'endSignal'), ({ deps, actor, params }) =>
    endSignal(deps, actor, params),
  ),
  handle(operationOf(promiseOperations, 'listPromises'), ({ deps, actor, query }) =>
    deps.store.promises.list(deps.db, actor, query),
  ),
  handle(operationOf(promiseOperations, 'makePromise'), ({ deps, actor, params, body }) =>
    makePromise(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(promiseOperations, 'getPromise'), async ({ deps, actor, params }) =>
    found(await deps.store.promises.find(deps.db, actor, params.promiseId), 'promise'),
  ),
  handle(operationOf(promiseOperations, 'withdrawPromise'), ({ deps, actor, params }) =>
    withdrawPromise(deps, actor, params),
  ),
  handle(operationOf(holdOperations, 'listHolds'), async ({ deps, actor, query }) =>
    deps.store.holdViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  ),
  handle(operationOf(holdOperations, 'openHold'), ({ deps, actor, body }) => openHold(deps, actor, body)),
  handle(operationOf(holdOperations, 'getHold'), async ({ deps, actor, params }) =>
    found(await deps.store.holdViews.find(deps.db, actor, { ...params, now: await deps.now() }), 'hold'),
  ),
  handle(operationOf(holdOperations, 'endHold'), ({ deps, actor, params }) => endHold(deps, actor, params)),
];
