import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { SEVERITIES } from '../customers/kinds.ts';
import { SIGNAL_RULES, SIGNAL_SOURCES } from './kinds.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

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
    authorId: z.string().meta({ description: 'Who posted it; `system`: a rule.' }),
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

const params = z.strictObject({ customerId: idSchema('customer') });
const tag = 'Signals';

/** Operations on signals. */
export const signalOperations = [
  operation({
    id: 'listSignals',
    method: 'get',
    path: '/v1/customers/{customerId}/signals',
    tag,
    summary: 'List the signals of a customer with their history, the latest first',
    permission: 'customers.read',
    params,
    query: listSignalsQuerySchema,
    response: pageSchema('SignalPage', signalSchema),
    status: 200,
  }),
  operation({
    id: 'postSignal',
    method: 'post',
    path: '/v1/customers/{customerId}/signals',
    tag,
    summary: 'Post a signal from elsewhere',
    permission: 'customers.save',
    params,
    body: postSignalSchema,
    response: signalSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    id: 'endSignal',
    method: 'post',
    path: '/v1/signals/{signalId}/end',
    tag,
    summary: 'End a posted signal',
    description: 'Those of a rule end by themselves, when the rule no longer holds.',
    permission: 'customers.save',
    params: z.strictObject({ signalId: idSchema('signal') }),
    response: signalSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
