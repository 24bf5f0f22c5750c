import { z } from 'zod';
import { instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';

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
