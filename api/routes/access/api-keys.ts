import { createApiKey } from '../../../commands/access/create-api-key.ts';
import { revokeApiKey } from '../../../commands/access/revoke-api-key.ts';
import { apiKeyOperations } from '../../../contracts/access/api-keys.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of API keys. */
export const apiKeyRoutes = routesOf(apiKeyOperations, {
  listApiKeys: ({ deps, actor, query }) => deps.store.apiKeys.list(deps.db, actor, query),
  createApiKey: ({ deps, actor, params, body }) => createApiKey(deps, actor, { ...body, ...params }),
  revokeApiKey: ({ deps, actor, params }) => revokeApiKey(deps, actor, params),
});
