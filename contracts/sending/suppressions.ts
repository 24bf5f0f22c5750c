import { z } from 'zod';
import { instantSchema, lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CHANNELS, SUPPRESSION_REASONS } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** An address that never gets a message (D3). */
export const suppressionSchema = z
  .strictObject({
    id: idSchema('suppression'),
    channel: z.enum(CHANNELS),
    address: z.string().meta({
      description: '`[erased]`: the person was forgotten; the address is known by its hash only.',
      example: 'jo@example.com',
    }),
    reason: z.enum(SUPPRESSION_REASONS),
    note: z.string().nullable(),
    source: z.string(),
    authorId: z.string(),
    createdAt: instantSchema,
    expiresAt: instantSchema
      .nullable()
      .meta({ description: 'Null: for good. Soft bounces suppress for 30 days.' }),
  })
  .meta({ id: 'Suppression', description: 'An address that never gets a message.' });
export type Suppression = z.infer<typeof suppressionSchema>;

/** An address to suppress. One that is suppressed already stays as it is. */
export const addSuppressionSchema = z
  .strictObject({
    channel: z.enum(CHANNELS).default('email'),
    address: lineSchema(320).meta({ example: 'jo@example.com' }),
    reason: z.enum(SUPPRESSION_REASONS).exclude(['erased']).default('manual'),
    note: textSchema(2000).nullable().optional(),
  })
  .meta({ id: 'AddSuppression', example: { address: 'jo@example.com', note: 'Asked by phone' } });
export type AddSuppression = z.infer<typeof addSuppressionSchema>;

/** Filters of the suppression list. */
export const listSuppressionsQuerySchema = z.strictObject({
  ...pageQuery,
  channel: z.enum(CHANNELS).optional(),
  reason: z.enum(SUPPRESSION_REASONS).optional(),
  address: lineSchema(320)
    .optional()
    .meta({ description: 'Exactly this address, any case, or this number in any spelling.' }),
});
export type ListSuppressionsQuery = z.infer<typeof listSuppressionsQuerySchema>;
