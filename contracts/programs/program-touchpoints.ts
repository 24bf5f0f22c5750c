import { z } from 'zod';
import { typedEmailSchema, flagSchema, instantSchema, lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CONTENT_MODES } from '../sequences/kinds.ts';
import { TOUCHPOINT_DELIVERIES } from './kinds.ts';
import { TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { contactTypesSchema } from '../sequences/sequence-fields.ts';
import { emailTextFields, templateIdSchema } from './templates.ts';

const addressesSchema = z.array(typedEmailSchema).max(10);

/** What can be said about a touchpoint (P3). */
const fields = {
  label: lineSchema(200).meta({ example: '30 days overdue' }),
  // Day 0 is the due date itself, on which nothing is overdue; a reminder before it is a sequence's work.
  offsetDays: z
    .int()
    .min(1)
    .max(3650)
    .meta({ description: 'Fires from so many days past due on.', example: 30 }),
  delivery: z
    .enum(TOUCHPOINT_DELIVERIES)
    .meta({ description: '`review`: a person approves each batch. `auto`: leaves with the run.' }),
  contentMode: z.enum(CONTENT_MODES).meta({
    description: '`template`: a named template or a text of its own. `prompt`: a language model writes it.',
  }),
  templateId: templateIdSchema.nullable().meta({
    description:
      'Null: a text of its own, which is in one language, or a prompt. For several languages name a template with variants (M6).',
  }),
  subject: emailTextFields.subject.nullable(),
  bodyHtml: emailTextFields.bodyHtml.nullable(),
  bodyText: emailTextFields.bodyText,
  prompt: textSchema(10_000).min(1).nullable().meta({ description: 'What the language model is asked for.' }),
  contactTypes: contactTypesSchema,
  cc: addressesSchema,
  bcc: addressesSchema,
  ccOwner: z.boolean().meta({ description: 'The customer’s AR owner gets a copy.' }),
};
const fixed = {
  level: z.enum(TOUCHPOINT_LEVELS).meta({
    description: 'About one invoice, or about everything overdue of an account. It never changes.',
  }),
  channel: z.literal('email'),
};

/** Adds a touchpoint; a label and an offset are required, and a text: a template, a subject with a body, or a prompt. */
export const createTouchpointSchema = z
  .strictObject({
    ...z.strictObject({ ...fields, ...fixed }).partial().shape,
    label: fields.label,
    offsetDays: fields.offsetDays,
  })
  .meta({
    id: 'CreateTouchpoint',
    example: { label: '45 days overdue', offsetDays: 45, templateId: 'final-notice' },
  });
export type CreateTouchpoint = z.infer<typeof createTouchpointSchema>;

/** Changes what is given; null empties a field. Naming a template or a prompt takes the place of another text. */
export const updateTouchpointSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateTouchpoint', example: { label: '45 days overdue', offsetDays: 45 } });
export type UpdateTouchpoint = z.infer<typeof updateTouchpointSchema>;

/** A touchpoint as it is shown. */
export const touchpointSchema = z
  .strictObject({
    id: idSchema('touchpoint'),
    programId: idSchema('program'),
    ...fields,
    ...fixed,
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    archivedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Touchpoint', description: 'One rule of a program.' });
export type Touchpoint = z.infer<typeof touchpointSchema>;

/** Archived ones are hidden unless asked for. */
export const listTouchpointsQuerySchema = z.strictObject({
  includeArchived: flagSchema.optional().meta({ description: 'Shows archived ones too.' }),
});
export type ListTouchpointsQuery = z.infer<typeof listTouchpointsQuerySchema>;
