import { z } from 'zod';
import { daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { ACTION_KINDS } from './kinds.ts';
import { SEVERITIES } from '../customers/kinds.ts';
import { signalSchema } from './signals.ts';

/** What a statement was taken from. */
export const insightSourceSchema = z
  .strictObject({
    entity: z.enum([
      'customer',
      'invoice',
      'communication',
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
export const summaryItemSchema = z
  .strictObject({
    text: z.string(),
    on: daySchema.meta({ description: 'The day it is about.' }),
    source: insightSourceSchema,
  })
  .meta({ id: 'SummaryItem' });
export type SummaryItem = z.infer<typeof summaryItemSchema>;

/** One step of a plan. */
export const planStepSchema = z
  .strictObject({
    key: z.string().meta({ description: 'What it is for; the same while its reason is the same.' }),
    kind: z.enum(ACTION_KINDS),
    severity: z.enum(SEVERITIES),
    reason: z.string(),
    dueOn: daySchema,
    isRecommended: z.boolean().meta({ description: 'Whether it stands in the action center.' }),
    sources: z.array(insightSourceSchema),
  })
  .meta({ id: 'PlanStep' });
export type InsightPlanStep = z.infer<typeof planStepSchema>;

/** What is known of a customer, and what to do next (C14). */
export const insightsSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    computedAt: instantSchema,
    signals: z.array(signalSchema).meta({ description: 'The active ones, the most severe first.' }),
    summary: z.array(summaryItemSchema),
    plan: z.array(planStepSchema),
  })
  .meta({
    id: 'Insights',
    description: 'Signals, a factual summary and a plan by rules, each with its sources.',
  });
export type Insights = z.infer<typeof insightsSchema>;
