import { z } from 'zod';
import { instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** An API key of a user (U2), without the key itself. */
export const apiKeySchema = z
  .strictObject({
    id: idSchema('apiKey'),
    userId: idSchema('user'),
    label: z.string().meta({ example: 'ERP nightly sync' }),
    lastFour: z.string().meta({ description: 'The last four characters of the key.', example: 'x7Qa' }),
    createdAt: instantSchema,
    expiresAt: instantSchema.nullable(),
    revokedAt: instantSchema.nullable(),
    lastUsedAt: instantSchema.nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'ApiKey', description: 'An API key of a user, without the key itself.' });
export type ApiKey = z.infer<typeof apiKeySchema>;

/** A key at the moment it is made: the only time it is shown. */
export const createdApiKeySchema = z
  .strictObject({ ...apiKeySchema.shape, key: z.string().meta({ description: 'The key. Shown once.' }) })
  .meta({ id: 'CreatedApiKey', description: 'A new API key. `key` is shown this once.' });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

/** A new key for a user. */
export const createApiKeySchema = z
  .strictObject({
    label: lineSchema(100).meta({ example: 'ERP nightly sync' }),
    expiresAt: instantSchema.nullable().optional().meta({ description: 'Empty: never.' }),
  })
  .meta({ id: 'CreateApiKey', example: { label: 'ERP nightly sync' } });
export type CreateApiKey = z.infer<typeof createApiKeySchema>;

/** Filter of the list of keys. */
export const listApiKeysQuerySchema = z.strictObject({ ...pageQuery, userId: idSchema('user').optional() });
export type ListApiKeysQuery = z.infer<typeof listApiKeysQuerySchema>;

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
    description: 'For yourself, or for anybody with `users.manage`.',
    permission: null,
    params: z.strictObject({ userId: idSchema('user') }),
    body: createApiKeySchema,
    response: createdApiKeySchema,
    status: 201,
    isIdempotent: true,
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
