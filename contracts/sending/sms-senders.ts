import { z } from 'zod';
import { instantSchema, lineSchema, localeSchema, ofWhole, zoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { SMS_SENDER_STATUSES } from './kinds.ts';

/** E.164: a plus, the country, at most fifteen digits. */
const numberSchema = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, { error: 'must be a number like +4915123456789, with its country' })
  .meta({ description: 'E.164: what a phone shows as the sender, and where answers come in.' });

const languagesSchema = z
  .array(localeSchema)
  .max(20)
  .refine(
    (tags) => new Set(tags.map((tag) => tag.toLowerCase())).size === tags.length,
    ofWhole([], { error: 'must not name a language twice' }),
  )
  .meta({
    description:
      'Whose words for STOP and START it understands, besides the English ones, which always count.',
    example: ['de', 'fr'],
  });

const settings = {
  name: lineSchema(100).meta({ example: 'Reminders by sms' }),
  number: numberSchema,
  zone: zoneSchema,
  dailyCap: z.int().min(1).max(1_000_000).nullable().optional(),
  languages: languagesSchema.optional().meta({ description: 'Default: that of the organisation.' }),
};

/** A number that sms leave from (M1). */
export const smsSenderSchema = z
  .strictObject({
    id: idSchema('smsSender'),
    name: z.string(),
    number: z.string().meta({ example: '+4915123456789' }),
    zone: zoneSchema,
    dailyCap: z.int().nullable().meta({ description: 'Sms a day in the zone of the sender; null: no cap.' }),
    languages: z.array(z.string()),
    status: z.enum(SMS_SENDER_STATUSES),
    statusReason: z.string().nullable().meta({ description: 'The words of the gateway, while failing.' }),
    statusAt: instantSchema.nullable(),
    retiredAt: instantSchema
      .nullable()
      .meta({ description: 'Since when it sends nothing any more; null: it sends.' }),
    successorId: idSchema('smsSender').nullable().meta({
      description: 'While retired: who sends in its place; null: nobody, and what it would send is in error.',
    }),
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({
    id: 'SmsSender',
    description: 'A number that sms leave from, over the gateway of the environment.',
  });
export type SmsSender = z.infer<typeof smsSenderSchema>;

/** A new sender: it works until the gateway says otherwise. */
export const createSmsSenderSchema = z.strictObject(settings).meta({
  id: 'CreateSmsSender',
  example: { name: 'Reminders by sms', number: '+4915123456789', zone: 'Europe/Berlin' },
});
export type CreateSmsSender = z.infer<typeof createSmsSenderSchema>;

/** Members to change; the others stay. */
export const updateSmsSenderSchema = z
  .strictObject(z.object(settings).partial().shape)
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateSmsSender', example: { dailyCap: 500 } });
export type UpdateSmsSender = z.infer<typeof updateSmsSenderSchema>;

/** Who takes the place of a sender. */
export const retireSmsSenderSchema = z
  .strictObject({
    successorId: idSchema('smsSender')
      .nullable()
      .meta({ description: 'A sender that is not retired itself; null: nobody.' }),
  })
  .meta({ id: 'RetireSmsSender', example: { successorId: null } });
export type RetireSmsSender = z.infer<typeof retireSmsSenderSchema>;

/** The list of senders, page by page. */
export const listSmsSendersQuerySchema = z.strictObject({ ...pageQuery });
export type ListSmsSendersQuery = z.infer<typeof listSmsSendersQuerySchema>;
