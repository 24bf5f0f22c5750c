import { z } from 'zod';
import { daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { ACTION_KINDS, DROP_REASONS, INSIGHT_ORIGINS, MODEL_STATUSES } from './kinds.ts';
import { SEVERITIES } from '../customers/kinds.ts';
import { signalSchema } from './signals.ts';

/** What a statement was taken from. */
export const insightSourceSchema = z
  .strictObject({
    entity: z.enum([
      'customer',
      'invoice',
      'communication',
      'note',
      'promise',
      'payment',
      'signal',
      'review_batch',
      'step_execution',
    ]),
    id: z.string(),
  })
  .meta({ id: 'InsightSource' });
export type InsightSource = z.infer<typeof insightSourceSchema>;

/** One fact of a summary. */
export const summaryItemSchema = z.strictObject({
  text: z.string(),
  on: daySchema.meta({ description: 'The day it is about.' }),
  source: insightSourceSchema,
});
export type SummaryItem = z.infer<typeof summaryItemSchema>;

/** One step of a plan. */
export const planStepSchema = z.strictObject({
  key: z.string().meta({ description: 'What it is for; the same while its reason is the same.' }),
  kind: z.enum(ACTION_KINDS),
  severity: z.enum(SEVERITIES),
  reason: z.string(),
  dueOn: daySchema,
  isRecommended: z.boolean().meta({ description: 'Whether it stands in the action center.' }),
  sources: z.array(insightSourceSchema),
});
export type InsightPlanStep = z.infer<typeof planStepSchema>;

const madeBy = {
  origin: z.enum(INSIGHT_ORIGINS).meta({ description: 'A rule, or a language model.' }),
  quote: z.string().nullable().meta({
    description:
      'Of a model: the words of its source that it is about, without names and addresses. Null: of a rule, or of an internal note.',
  }),
};
/** What a model says besides what rules say. */
export type Quoted<T> = T & { quote: string | null };

const modelStateSchema = z
  .strictObject({
    status: z.enum(MODEL_STATUSES).meta({
      description:
        'off: the setting is `rules`; unavailable: none is configured; idle: nothing is new; waiting: it is to be asked; failed: it gave no answer, and is asked again at `nextAt`.',
    }),
    nextAt: instantSchema.nullable().meta({ description: 'When it is asked at the earliest.' }),
    askedAt: instantSchema.nullable(),
    computedAt: instantSchema.nullable().meta({ description: 'When it answered what is shown.' }),
    dropped: z.partialRecord(z.enum(DROP_REASONS), z.int()).meta({
      description: 'How many pieces of its last answer failed a check, by reason.',
    }),
  })
  .meta({ id: 'InsightModelState' });
export type ModelState = z.infer<typeof modelStateSchema>;

/** What is known of a customer, and what to do next (C14). */
export const insightsSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    computedAt: instantSchema,
    signals: z.array(signalSchema).meta({ description: 'The active ones, the most severe first.' }),
    summary: z.array(summaryItemSchema.extend(madeBy).meta({ id: 'SummaryItem' })),
    plan: z.array(planStepSchema.extend(madeBy).meta({ id: 'PlanStep' })),
    model: modelStateSchema,
  })
  .meta({
    id: 'Insights',
    description:
      'Signals, a factual summary and a plan by rules, and beside them what a language model found, each with its sources.',
  });
export type Insights = z.infer<typeof insightsSchema>;
