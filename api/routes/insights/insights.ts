import {
  completeAction,
  dismissAction,
  snoozeAction,
} from '../../../commands/insights/actions/answer-action.ts';
import { organisationToday } from '../../../commands/access/organisation-today.ts';
import { readAction } from '../../../commands/insights/actions/read-action.ts';
import { readInsights, requestInsights } from '../../../commands/insights/read-insights.ts';
import {
  editAction,
  markActionSent,
  retryAction,
  sendAction,
} from '../../../commands/insights/actions/send-action.ts';
import { actionOperations } from '../../../contracts/insights/actions.ts';
import { insightOperations } from '../../../contracts/insights/insights.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of insights and of the action center. */
export const insightRoutes = [
  handle(operationOf(insightOperations, 'getInsights'), ({ deps, actor, params }) =>
    readInsights(deps, actor, params),
  ),
  handle(operationOf(insightOperations, 'refreshInsights'), ({ deps, actor, params }) =>
    requestInsights(deps, actor, params),
  ),
  handle(operationOf(actionOperations, 'listActions'), async ({ deps, actor, query }) => {
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    return deps.store.actions.list(deps.db, actor, { ...query, today });
  }),
  handle(operationOf(actionOperations, 'getAction'), ({ deps, actor, params }) =>
    readAction(deps, actor, params),
  ),
  handle(operationOf(actionOperations, 'editAction'), async ({ deps, actor, params, body }) => {
    await editAction(deps, actor, { ...body, ...params });
    return readAction(deps, actor, params);
  }),
  handle(operationOf(actionOperations, 'sendAction'), ({ deps, actor, params, body }) =>
    sendAction(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(actionOperations, 'retryAction'), ({ deps, actor, params }) =>
    retryAction(deps, actor, params),
  ),
  handle(operationOf(actionOperations, 'markActionSent'), ({ deps, actor, params }) =>
    markActionSent(deps, actor, params),
  ),
  handle(operationOf(actionOperations, 'completeAction'), ({ deps, actor, params, body }) =>
    completeAction(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(actionOperations, 'snoozeAction'), ({ deps, actor, params, body }) =>
    snoozeAction(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(actionOperations, 'dismissAction'), ({ deps, actor, params, body }) =>
    dismissAction(deps, actor, { ...body, ...params }),
  ),
];
