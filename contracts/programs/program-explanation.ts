import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { PROGRAM_STATUSES, SCHEDULED_TOUCHPOINT_STATUSES, TOUCHPOINT_REASONS } from './kinds.ts';

/** Something that holds a message back, or that it waits for. */
export const explainedReasonSchema = z
  .strictObject({
    code: z.string(),
    text: z.string(),
    until: instantSchema.nullable().meta({ description: 'When it ends by itself.' }),
  })
  .meta({ id: 'ExplainedReason' });
export type ExplainedReason = z.infer<typeof explainedReasonSchema>;

/** The next send, or why there is none, in words. */
export const answerSchema = z
  .string()
  .meta({ example: 'Leaves on 2026-12-07 09:00 (Europe/Berlin) at the earliest.' });
/** When the next send leaves. */
export const nextSendAtSchema = instantSchema
  .nullable()
  .meta({ description: 'Null: nothing leaves until something changes or a person acts.' });
const invoice = z.strictObject({ id: idSchema('invoice'), number: z.string() });
const touchpoint = z.strictObject({ id: idSchema('touchpoint'), label: z.string() });

/** When a scheduled touchpoint leaves, and every reason that holds it back (O7). */
export const scheduledTouchpointExplanationSchema = z
  .strictObject({
    scheduledTouchpointId: idSchema('scheduledTouchpoint'),
    programId: idSchema('program'),
    touchpoint,
    invoice: invoice.nullable(),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    plannedAt: instantSchema,
    zone: z.string(),
    answer: answerSchema,
    nextSendAt: nextSendAtSchema,
    reasons: z.array(explainedReasonSchema),
  })
  .meta({
    id: 'ScheduledTouchpointExplanation',
    description: 'When a scheduled touchpoint leaves, and every reason that holds it back.',
  });
export type ScheduledTouchpointExplanation = z.infer<typeof scheduledTouchpointExplanationSchema>;

/** A touchpoint of which nothing is planned or open for a customer, and why. */
const silentTouchpointSchema = z.strictObject({
  touchpoint,
  level: z.enum(TOUCHPOINT_LEVELS),
  code: z
    .enum([...TOUCHPOINT_REASONS, 'not_planned_yet'])
    .meta({ description: 'not_planned_yet: the next run fires it, and the plan is being made.' }),
  text: z.string(),
  invoiceCount: z.int().min(0).meta({ description: 'At invoice level: of how many invoices it is true.' }),
  invoices: z.array(invoice).meta({ description: 'The first twenty of them.' }),
});

/** What one program does about a customer, and why not more. */
export const programExplanationSchema = z
  .strictObject({
    programId: idSchema('program'),
    name: z.string(),
    status: z.enum(PROGRAM_STATUSES),
    zone: z.string(),
    isEnrolled: z.boolean(),
    nextRunAt: instantSchema.nullable(),
    answer: answerSchema,
    nextSendAt: nextSendAtSchema,
    reasons: z.array(explainedReasonSchema),
    touchpoints: z
      .array(scheduledTouchpointExplanationSchema)
      .meta({ description: 'What is planned, waits, leaves, or needs a person; by time.' }),
    silent: z
      .array(silentTouchpointSchema)
      .meta({ description: 'Touchpoints that do not fire at the next run, by reason.' }),
  })
  .meta({ id: 'ProgramExplanation' });
export type ProgramExplanation = z.infer<typeof programExplanationSchema>;
