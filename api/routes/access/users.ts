import { createApiKey } from '../../../commands/access/create-api-key.ts';
import { createUser } from '../../../commands/access/create-user.ts';
import { revokeApiKey } from '../../../commands/access/revoke-api-key.ts';
import { updateUser } from '../../../commands/access/update-user.ts';
import { apiKeyOperations } from '../../../contracts/access/api-keys.ts';
import { found } from '../../../contracts/problems.ts';
import { userOperations } from '../../../contracts/access/users.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of users and their keys. */
export const userRoutes = [
  handle(operationOf(userOperations, 'getMe'), async ({ deps, actor }) =>
    found(await deps.store.users.find(deps.db, actor, actor.userId), 'user'),
  ),
  handle(operationOf(userOperations, 'listUsers'), ({ deps, actor, query }) =>
    deps.store.users.list(deps.db, actor, query),
  ),
  handle(operationOf(userOperations, 'createUser'), ({ deps, actor, body }) => createUser(deps, actor, body)),
  handle(operationOf(userOperations, 'getUser'), async ({ deps, actor, params }) =>
    found(await deps.store.users.find(deps.db, actor, params.userId), 'user'),
  ),
  handle(operationOf(userOperations, 'updateUser'), ({ deps, actor, params, body }) =>
    updateUser(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(apiKeyOperations, 'listApiKeys'), ({ deps, actor, query }) =>
    deps.store.apiKeys.list(deps.db, actor, query),
  ),
  handle(operationOf(apiKeyOperations, 'createApiKey'), ({ deps, actor, params, body }) =>
    createApiKey(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(apiKeyOperations, 'revokeApiKey'), ({ deps, actor, params }) =>
    revokeApiKey(deps, actor, params),
  ),
];
