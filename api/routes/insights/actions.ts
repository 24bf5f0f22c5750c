import {
  completeAction,
  dismissAction,
  snoozeAction,
} from '../../../commands/insights/actions/answer-action.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { readAction } from '../../../commands/insights/actions/read-action.ts';
import {
  editAction,
  markActionSent,
  retryAction,
  sendAction,
} from '../../../commands/insights/actions/send-action.ts';
import { actionOperations } from '../../../contracts/insights/actions.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the action center. */
export const actionRoutes = routesOf(actionOperations, {
  listActions: async ({ deps, actor, query }) => {
    const now = await deps.now();
    const today = await organisationToday(deps, deps.db, { actor, now });
    return deps.store.actions.list(deps.db, actor, { ...query, today, now });
  },
  getAction: ({ deps, actor, params }) => readAction(deps, actor, params),
  editAction: async ({ deps, actor, params, body }) => {
    await editAction(deps, actor, { ...body, ...params });
    return readAction(deps, actor, params);
  },
  sendAction: ({ deps, actor, params, body }) => sendAction(deps, actor, { ...body, ...params }),
  retryAction: ({ deps, actor, params }) => retryAction(deps, actor, params),
  markActionSent: ({ deps, actor, params }) => markActionSent(deps, actor, params),
  completeAction: ({ deps, actor, params, body }) => completeAction(deps, actor, { ...body, ...params }),
  snoozeAction: ({ deps, actor, params, body }) => snoozeAction(deps, actor, { ...body, ...params }),
  dismissAction: ({ deps, actor, params, body }) => dismissAction(deps, actor, { ...body, ...params }),
});
