import {
  cancelMessage,
  markMessageSent,
  retryMessage,
  sendMessageNow,
} from '../../../commands/automations/messages/answer-message.ts';
import { previewMessage } from '../../../commands/automations/messages/preview-message.ts';
import { automationMessageOperations } from '../../../contracts/automations/messages.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what automations say. */
export const automationMessageRoutes = routesOf(automationMessageOperations, {
  listAutomationMessages: async ({ deps, actor, params, query }) => {
    found(await deps.store.automations.read(deps.db, params.automationId), 'automation');
    return deps.store.automationMessageViews.list(deps.db, actor, { ...query, ...params });
  },
  previewAutomationMessage: ({ deps, actor, params, body }) =>
    previewMessage(deps, actor, { ...body, ...params }),
  getAutomationMessage: async ({ deps, actor, params: { messageId } }) =>
    found(await deps.store.automationMessageViews.find(deps.db, actor, messageId), 'automation message'),
  sendAutomationMessage: ({ deps, actor, params, body }) =>
    sendMessageNow(deps, actor, { ...body, ...params }),
  retryAutomationMessage: ({ deps, actor, params }) => retryMessage(deps, actor, params),
  cancelAutomationMessage: ({ deps, actor, params }) => cancelMessage(deps, actor, params),
  markAutomationMessageSent: ({ deps, actor, params }) => markMessageSent(deps, actor, params),
});
