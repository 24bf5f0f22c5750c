import { markCopySent, retryCopy } from '../../../commands/sending/answer-copy.ts';
import { listMessages } from '../../../commands/sending/list-messages.ts';
import { messageOperations } from '../../../contracts/sending/messages.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of messages and their copies. */
export const messageRoutes = routesOf(messageOperations, {
  listMessages: ({ deps, actor, query }) => listMessages(deps, actor, query),
  getMessage: async ({ deps, actor, params: { messageId } }) =>
    found(
      await deps.store.messageViews.find(deps.db, actor, { messageId, now: await deps.now() }),
      'message',
    ),
  retryCopy: ({ deps, actor, params }) => retryCopy(deps, actor, params),
  markCopySent: ({ deps, actor, params }) => markCopySent(deps, actor, params),
});
