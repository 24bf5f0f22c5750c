import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { SEVERITIES } from '../customers/kinds.ts';
import { SIGNAL_RULES, SIGNAL_SOURCES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** What a model's signal was concluded from. */
export const signalSourceSchema = z
  .strictObject({
    entity: z.string(),
    id: z.string(),
    quote: z.string().nullable().meta({ description: 'Its words; null: of an internal note.' }),
  })
  .meta({ id: 'SignalSource' });
export type QuotedSource = z.infer<typeof signalSourceSchema>;

/** What a customer's behaviour says (C12). */
export const signalSchema = z
  .strictObject({
    id: idSchema('signal'),
    customerId: idSchema('customer'),
    kind: z.string(),
    severity: z.enum(SEVERITIES),
    text: z.string(),
    source: z.enum(SIGNAL_SOURCES),
    rule: z
      .enum(SIGNAL_RULES)
      .nullable()
      .meta({ description: 'The rule that keeps it; null: it was posted.' }),
    authorId: z.string().meta({ description: 'Who posted it; `system`: a rule, or the language model.' }),
    sources: z.array(signalSourceSchema).meta({ description: 'Of the language model: what it is from.' }),
    isActive: z.boolean(),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    expiresAt: instantSchema.nullable(),
  })
  .meta({ id: 'Signal', description: 'What a customer’s behaviour says, and how much it matters.' });
export type Signal = z.infer<typeof signalSchema>;

/** A signal from elsewhere. */
export const postSignalSchema = z
  .strictObject({
    kind: lineSchema(100).meta({ example: 'credit_rating' }),
    severity: z.enum(SEVERITIES),
    text: lineSchema(1000),
    source: z.enum(['api', 'ai']).default('api'),
    expiresAt: instantSchema.nullable().optional().meta({
      description:
        'Later than now; of `ai` at most 30 days away. Default: 30 days for `ai`, never for `api`.',
    }),
  })
  .meta({
    id: 'PostSignal',
    example: { kind: 'credit_rating', severity: 'medium', text: 'The rating fell from A to B.' },
  });
export type PostSignal = z.infer<typeof postSignalSchema>;

/** Filter of the signals of a customer. */
export const listSignalsQuerySchema = z.strictObject({
  ...pageQuery,
  isActive: flagSchema.optional().meta({ description: 'Default: also those of the past.' }),
});
export type ListSignalsQuery = z.infer<typeof listSignalsQuerySchema>;
