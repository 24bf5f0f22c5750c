import { z } from 'zod';
import { ofWhole, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
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
    instructions: z.string().nullable(),
    script: z.string().nullable(),
    problems: z.array(z.strictObject({ field: z.string(), message: z.string() })),
  })
  .meta({ id: 'StepPreview' });
export type StepPreview = z.infer<typeof stepPreviewSchema>;

/** `preview` is null when nobody is enrolled whom the caller may see. */
export const previewReplySchema = z
  .strictObject({ preview: stepPreviewSchema.nullable() })
  .meta({ id: 'PreviewReply' });
export type PreviewReply = z.infer<typeof previewReplySchema>;
