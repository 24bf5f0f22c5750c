import { reinstateSmsSender, retireSmsSender } from '../../../commands/sending/retire-sms-sender.ts';
import { createSmsSender, updateSmsSender } from '../../../commands/sending/save-sms-sender.ts';
import { found } from '../../../contracts/problems.ts';
import { smsSenderOperations } from '../../../contracts/sending/sms-senders.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of numbers that sms leave from. */
export const smsSenderRoutes = routesOf(smsSenderOperations, {
  listSmsSenders: ({ deps, actor, query }) => deps.store.smsSenders.list(deps.db, actor, query),
  createSmsSender: ({ deps, actor, body }) => createSmsSender(deps, actor, body),
  getSmsSender: async ({ deps, actor, params }) =>
    found(await deps.store.smsSenders.find(deps.db, actor, params.smsSenderId), 'sms sender'),
  updateSmsSender: ({ deps, actor, params, body }) => updateSmsSender(deps, actor, { ...body, ...params }),
  retireSmsSender: ({ deps, actor, params, body }) => retireSmsSender(deps, actor, { ...body, ...params }),
  reinstateSmsSender: ({ deps, actor, params }) => reinstateSmsSender(deps, actor, params),
});
