import { z } from 'zod';
import { typedEmailSchema, lineSchema, localeSchema, textSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { DELIVERIES, PRIORITIES, STEP_TYPES, CONTENT_MODES } from './kinds.ts';
import { conditionsSchema, fallbackSchema } from './branches.ts';
import { promptSchema } from '../sending/prompting.ts';
import { assigneeSchema, contactTypesSchema, timingSchema, timingWarningSchema } from './sequence-fields.ts';

/** Longest body of an email step, in characters. */
export const MAX_BODY_CHARS = 100_000;

const bodySchema = textSchema(MAX_BODY_CHARS).min(1).nullable();
const addressesSchema = z.array(typedEmailSchema).max(10);

/** Most languages that one step may be written in besides its own. */
const MAX_VARIANTS = 50;

const subjectSchema = lineSchema(500)
  .nullable()
  .meta({ description: 'Email only; a template', example: 'Invoices due' });

/** An email in another language. */
const stepVariantSchema = z
  .strictObject({
    subject: subjectSchema.default(null),
    body: textSchema(MAX_BODY_CHARS).min(1),
    bodyText: bodySchema.default(null),
  })
  .meta({ id: 'StepVariant' });

/** What can be said about a step, whatever its type; which fields a type takes is asked by the command (S3). */
const stepFields = {
  label: lineSchema(200).meta({ example: 'Friendly reminder' }),
  priority: z.enum(PRIORITIES),
  timing: timingSchema,
  contentMode: z.enum(CONTENT_MODES).meta({
    description:
      '`template`: subject and body. `prompt`, email only: a language model writes them when the step is due (M4)',
  }),
  delivery: z.enum(DELIVERIES).meta({ description: 'call, task and social are always `manual` (S5)' }),
  subject: subjectSchema,
  body: bodySchema.meta({
    description:
      'Email: HTML, or plain text, also with `<…>` in it; one that begins with `<!doctype html>` is always HTML; sms: text. A template',
  }),
  bodyText: bodySchema.meta({ description: 'Text part of an email; null: made from the body. A template' }),
  language: localeSchema
    .nullable()
    .meta({ description: 'Email: what subject and body are written in; null: nobody says', example: 'en' }),
  variants: z
    .record(localeSchema, stepVariantSchema)
    .refine((variants) => Object.keys(variants).length <= MAX_VARIANTS, {
      error: `must be ${MAX_VARIANTS} languages at most`,
    })
    .meta({
      description:
        'The same email in other languages, by locale (M6): a customer of `de-AT` gets `de-AT`, else `de`, else what the organisation’s locale finds, else subject and body. Changed as a whole',
      example: { de: { subject: 'Fällige Rechnungen', body: 'Guten Tag,', bodyText: null } },
    }),
  prompt: promptSchema.nullable(),
  instructions: textSchema(20_000).min(1).nullable().meta({ description: 'For the person; a template' }),
  script: textSchema(20_000).min(1).nullable().meta({ description: 'What to say; a template' }),
  assignee: assigneeSchema,
  contactTypes: contactTypesSchema,
  cc: addressesSchema,
  bcc: addressesSchema,
  mailboxId: idSchema('mailbox')
    .nullable()
    .meta({ description: 'Own sender; null: the mailbox of the sequence' }),
  fromAddress: typedEmailSchema.nullable().meta({
    description: 'Own sender: an alias of the mailbox, or its own address; null: as the sequence says',
  }),
  isThreaded: z.boolean().meta({ description: 'Answer under the first mail of the enrollment (M5)' }),
  outcomeLabels: z
    .array(lineSchema(60))
    .max(20)
    .refine(
      (labels) => new Set(labels).size === labels.length,
      ofWhole([], { error: 'must not name a label twice' }),
    )
    .meta({ description: 'Outcomes a person may choose', example: ['left voicemail'] }),
  conditions: conditionsSchema,
  fallback: fallbackSchema.nullable(),
};

/** Adds a step at a place, by default the last. What is not given takes the default of its type (S3, S5). */
export const createStepSchema = z
  .strictObject({
    ...z.strictObject(stepFields).partial().shape,
    type: z.enum(STEP_TYPES),
    label: stepFields.label,
    timing: stepFields.timing,
    branchId: idSchema('branch').optional().meta({ description: 'Default: `main`' }),
    position: z.int().min(1).max(500).optional().meta({ description: 'Place in its branch, from 1' }),
  })
  .meta({ id: 'CreateStep' });
export type CreateStep = z.infer<typeof createStepSchema>;

/** Changes what is given; null empties a field. The type of a step never changes. */
export const updateStepSchema = z
  .strictObject(stepFields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateStep' });
export type UpdateStep = z.infer<typeof updateStepSchema>;

/** Puts a step at another place of its branch, or of another one. */
export const moveStepSchema = z
  .strictObject({
    position: z.int().min(1).max(500).meta({ description: 'New place in the branch, from 1' }),
    branchId: idSchema('branch').optional().meta({ description: 'Default: the branch in which it stands' }),
  })
  .meta({ id: 'MoveStep' });
export type MoveStep = z.infer<typeof moveStepSchema>;

/** A step as it is shown. */
export const stepSchema = z
  .strictObject({
    id: idSchema('step'),
    sequenceId: idSchema('sequence'),
    branchId: idSchema('branch'),
    position: z.int().meta({ description: 'Place in its branch, from 1' }),
    type: z.enum(STEP_TYPES),
    ...stepFields,
  })
  .meta({ id: 'Step' });
export type Step = z.infer<typeof stepSchema>;

/** A step as it was saved, with what becomes of its own time. */
export const savedStepSchema = stepSchema
  .extend({ warnings: z.array(timingWarningSchema) })
  .meta({ id: 'SavedStep' });
export type SavedStep = z.infer<typeof savedStepSchema>;
