import { z } from 'zod';
import { ofWhole, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { notAskedSchema } from '../sending/not-asked.ts';
import { smsSegmentsSchema } from '../sending/sms-segments.ts';
import { MOVED_BY } from './kinds.ts';
import { createStepSchema } from './steps.ts';

/** A step to render, saved (`stepId`) or not (`step`), for a named customer or for the one S19 chooses. */
export const previewStepSchema = z
  .strictObject({
    stepId: idSchema('step').optional(),
    step: createStepSchema.optional(),
    customerId: idSchema('customer').optional(),
  })
  .refine(
    (body) => (body.stepId === undefined) !== (body.step === undefined),
    ofWhole(['stepId', 'step'], {
      error: 'give either stepId or step',
    }),
  )
  .meta({ id: 'PreviewStep' });
export type PreviewStep = z.infer<typeof previewStepSchema>;

/** A step of a plan from a start date on (S4, S13, S22). */
const stepStartSchema = z
  .strictObject({
    startDate: z.iso.date(),
    dueAt: z.iso.datetime(),
    localTime: z.string().meta({ description: "In the sequence's zone", example: '2026-11-30 09:00' }),
    movedBy: z.enum(MOVED_BY).nullable(),
    isSkipped: z.boolean().meta({ description: 'Left out, since its day is a holiday' }),
    text: z.string().nullable().meta({ description: 'What moved it, in words, with the name of a holiday' }),
  })
  .meta({ id: 'StepStart' });

/** What the customer would get now. Problems are those that would put the step into the queue in error (M3). */
export const stepPreviewSchema = z
  .strictObject({
    customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
    recipient: z
      .strictObject({ contactId: idSchema('contact'), address: z.string() })
      .nullable()
      .meta({ description: 'Null: nobody with an address (or the step sends nothing)' }),
    subject: z.string().nullable(),
    language: usedLanguageSchema,
    html: z.string().nullable(),
    text: z.string().nullable(),
    sms: smsSegmentsSchema.nullable().meta({ description: 'Of an sms: how it is sent (M7).' }),
    instructions: z.string().nullable(),
    script: z.string().nullable(),
    start: stepStartSchema.nullable().meta({
      description:
        'When the step leaves for somebody who starts today, if everybody does their part at once; null: not known',
    }),
    notAsked: notAskedSchema.nullable().meta({
      description: 'Of a sequence that asks for money: why the step would be skipped for this customer now.',
    }),
    problems: z.array(z.strictObject({ field: z.string(), message: z.string() })),
  })
  .meta({ id: 'StepPreview' });
export type StepPreview = z.infer<typeof stepPreviewSchema>;

/** `preview` is null when nobody is enrolled whom the caller may see. */
export const previewReplySchema = z
  .strictObject({ preview: stepPreviewSchema.nullable() })
  .meta({ id: 'PreviewReply' });
export type PreviewReply = z.infer<typeof previewReplySchema>;
