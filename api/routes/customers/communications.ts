import { logCommunication } from '../../../commands/customers/log-communication.ts';
import { communicationOperations } from '../../../contracts/customers/communications.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what was said to customers and by them. */
export const communicationRoutes = routesOf(communicationOperations, {
  listCommunications: async ({ deps, actor, params, query }) =>
    found(await deps.store.communications.list(deps.db, actor, { ...query, ...params }), 'customer'),
  logCommunication: ({ deps, actor, params, body }) => logCommunication(deps, actor, { ...body, ...params }),
});
