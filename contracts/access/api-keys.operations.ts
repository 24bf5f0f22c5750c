import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { apiKeySchema, createApiKeySchema, createdApiKeySchema, listApiKeysQuerySchema } from './api-keys.ts';

/** Operations on API keys. Everybody manages the own keys, `users.manage` those of all. */
export const apiKeyOperations = [
  operation({
    id: 'listApiKeys',
    method: 'get',
    path: '/v1/api-keys',
    tag: 'Users',
    summary: 'List API keys: your own, or all with `users.manage`',
    permission: null,
    query: listApiKeysQuerySchema,
    response: pageSchema('ApiKeyPage', apiKeySchema),
    status: 200,
  }),
  operation({
    id: 'createApiKey',
    method: 'post',
    path: '/v1/users/{userId}/api-keys',
    tag: 'Users',
    summary: 'Create an API key; it is shown once',
    description: 'For yourself; with `users.manage` also for a user who may do, and see, no more than you.',
    permission: null,
    params: z.strictObject({ userId: idSchema('user') }),
    body: createApiKeySchema,
    response: createdApiKeySchema,
    status: 201,
    isIdempotent: true,
    givesSecret: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'revokeApiKey',
    method: 'post',
    path: '/v1/api-keys/{apiKeyId}/revoke',
    tag: 'Users',
    summary: 'Revoke an API key at once and for good',
    permission: null,
    params: z.strictObject({ apiKeyId: idSchema('apiKey') }),
    response: apiKeySchema,
    status: 200,
  }),
] as const;
