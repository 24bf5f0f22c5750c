import { z } from 'zod';
import { localeSchema, zoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { LANGUAGES, TONES } from '../kinds.ts';
import { STEP_TYPES } from './kinds.ts';
import { sequenceNameSchema } from './sequences.ts';

/** A ready-made sequence, by its word. */
export const starterIdSchema = z
  .string()
  .regex(/^[a-z]{2,30}(?:-[a-z]{2,30}){0,5}$/, { error: 'must be the word of a starter' })
  .meta({ description: 'A ready-made sequence.', example: 'four-reminders' });

/** A sequence that comes with the product, never activated: others are made from it (S2). */
export const starterSchema = z
  .strictObject({
    id: starterIdSchema,
    name: z.string(),
    description: z.string(),
    languages: z.array(z.enum(LANGUAGES)).meta({ description: 'What each of its emails is written in (M6)' }),
    steps: z.array(
      z.strictObject({
        type: z.enum(STEP_TYPES),
        label: z.string(),
        days: z.int().meta({ description: 'After the start of an enrollment' }),
        tone: z.enum(TONES).nullable().meta({ description: 'How firm an email is; null: it is none' }),
      }),
    ),
  })
  .meta({ id: 'SequenceStarter' });
export type SequenceStarter = z.infer<typeof starterSchema>;

/** All of them. */
export const startersSchema = z
  .strictObject({ items: z.array(starterSchema) })
  .meta({ id: 'SequenceStarters' });

/** Makes a draft from a starter; only a name is needed. */
export const createFromStarterSchema = z
  .strictObject({
    name: sequenceNameSchema,
    zone: zoneSchema.optional().meta({ description: 'Default: the organisation’s' }),
    mailboxId: idSchema('mailbox').optional().meta({ description: 'Default: the organisation’s' }),
    primaryUserId: idSchema('user').optional().meta({ description: 'Default: you' }),
    language: localeSchema.optional().meta({
      description:
        'Of labels, instructions, and of emails to customers whose language is none of those. Default: the organisation’s',
      example: 'de',
    }),
  })
  .meta({ id: 'CreateFromStarter', example: { name: 'Late payers' } });
export type CreateFromStarter = z.infer<typeof createFromStarterSchema>;
