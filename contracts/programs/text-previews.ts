import { z } from 'zod';
import { ofWhole, usedLanguageSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { LEFT_OUT_REASONS, TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { TOUCHPOINT_REASONS, VARIABLE_KINDS } from './kinds.ts';
import { createTouchpointSchema } from './program-touchpoints.ts';
import { createTemplateSchema, templateIdSchema } from './templates.ts';

const forWhom = {
  customerId: idSchema('customer'),
  invoiceId: idSchema('invoice').optional().meta({
    description: 'Invoice level: about which. Default: the oldest overdue one, else the oldest open one.',
  }),
};

/** A touchpoint to render, saved (`touchpointId`) or not (`touchpoint`), for a chosen customer. */
export const previewTouchpointSchema = z
  .strictObject({
    touchpointId: idSchema('touchpoint').optional(),
    touchpoint: createTouchpointSchema.optional(),
    ...forWhom,
  })
  .refine(
    (body) => (body.touchpointId === undefined) !== (body.touchpoint === undefined),
    ofWhole(['touchpointId', 'touchpoint'], { error: 'give either touchpointId or touchpoint' }),
  )
  .meta({ id: 'PreviewTouchpoint' });
export type PreviewTouchpoint = z.infer<typeof previewTouchpointSchema>;

/** A named text to render, saved (`templateId`) or not (`template`), for a chosen customer. */
export const previewTemplateSchema = z
  .strictObject({
    templateId: templateIdSchema.optional(),
    template: createTemplateSchema.omit({ name: true }).meta({ id: 'UnsavedTemplate' }).optional(),
    ...forWhom,
  })
  .refine(
    (body) => (body.templateId === undefined) !== (body.template === undefined),
    ofWhole(['templateId', 'template'], { error: 'give either templateId or template' }),
  )
  .meta({ id: 'PreviewTemplate' });
export type PreviewTemplate = z.infer<typeof previewTemplateSchema>;

const named = (kind: 'customer') => z.strictObject({ id: idSchema(kind), name: z.string() });
const addresses = z.array(z.string());

/** What a customer would get now, word for word. */
export const textPreviewSchema = z
  .strictObject({
    customer: named('customer'),
    invoice: z.strictObject({ id: idSchema('invoice'), number: z.string() }).nullable(),
    from: z
      .strictObject({ name: z.string(), address: z.string() })
      .nullable()
      .meta({ description: 'Null: there is no mailbox to send from.' }),
    contactId: idSchema('contact').nullable(),
    to: addresses,
    cc: addresses,
    bcc: addresses,
    leftOut: z
      .array(z.strictObject({ address: z.string(), reason: z.enum(LEFT_OUT_REASONS) }))
      .meta({ description: 'Who is passed over, and why (S3).' }),
    subject: z.string().nullable(),
    language: usedLanguageSchema,
    html: z
      .string()
      .nullable()
      .meta({ description: 'With its footer; the unsubscribe link in it leads nowhere.' }),
    text: z.string().nullable(),
    notAsked: z.enum(TOUCHPOINT_REASONS).nullable().meta({
      description: 'Why nothing would be sent to this customer now; null: it would.',
    }),
    problems: z
      .array(z.strictObject({ field: z.string(), message: z.string() }))
      .meta({ description: 'What keeps it from being saved or from leaving (M3).' }),
  })
  .meta({ id: 'TextPreview' });
export type TextPreview = z.infer<typeof textPreviewSchema>;

/** Where the variables stand. */
export const listTemplateVariablesQuerySchema = z.strictObject({
  level: z.enum(TOUCHPOINT_LEVELS).optional().meta({
    description: '`account`: without those of the one invoice. Default: all.',
  }),
});
export type ListTemplateVariablesQuery = z.infer<typeof listTemplateVariablesQuerySchema>;

/** What templates may name (M2). */
export const templateVariablesSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        name: z.string().meta({ example: 'balance.overdue' }),
        kind: z.enum(VARIABLE_KINDS).meta({
          description:
            '`value`: a text, formatted; `html`: markup, in HTML bodies alone; `flag`: opens a section where it holds; `list`: opens a section for each; `properties`: followed by the name of any custom property.',
        }),
        within: z.string().nullable().meta({
          description: 'The section in which alone it stands; null: anywhere.',
          example: 'invoices',
        }),
      }),
    ),
  })
  .meta({ id: 'TemplateVariables' });
export type TemplateVariables = z.infer<typeof templateVariablesSchema>;
