import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, textSchema } from '../fields.ts';
import { ID_PREFIXES } from '../ids.ts';
import { TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { pageQuery } from '../paging.ts';
import { uniqueNameSchema } from './program-fields.ts';

/** Longest body of a text, in characters. */
const MAX_TEXT_CHARS = 100_000;

/** A named text: one of the organisation by its id, or one that comes with the product by its word. */
export const templateIdSchema = z
  .string()
  .regex(
    new RegExp(`^(?:${ID_PREFIXES.template}_[0-7][0-9a-hjkmnp-tv-z]{25}|[a-z]{2,30}(?:-[a-z]{2,30}){0,5})$`),
    {
      error: `must be the id of a template: ${ID_PREFIXES.template}_… or the word of a built-in one`,
    },
  )
  .meta({ description: 'A template, also a built-in one.', example: 'friendly-reminder' });

const bodySchema = textSchema(MAX_TEXT_CHARS).min(1);

/** The words of an email: templates. */
export const emailTextFields = {
  subject: lineSchema(500).meta({ description: 'A template.', example: 'Overdue: {{balance.overdue}}' }),
  bodyHtml: bodySchema.meta({
    description: 'HTML, or text without any tag. A template.',
    example: '<p>Please pay {{balance.overdue}}.</p>',
  }),
  bodyText: bodySchema.nullable().meta({ description: 'Text part; null: made from the HTML. A template.' }),
};

const level = z.enum(TOUCHPOINT_LEVELS).meta({
  description: 'About one invoice, or about an account. It never changes.',
});

/** Adds a named text. */
export const createTemplateSchema = z
  .strictObject({
    name: uniqueNameSchema,
    level,
    subject: emailTextFields.subject,
    bodyHtml: emailTextFields.bodyHtml,
    bodyText: emailTextFields.bodyText.optional(),
  })
  .meta({
    id: 'CreateTemplate',
    example: {
      name: 'Our reminder',
      level: 'account',
      subject: 'Overdue: {{balance.overdue}}',
      bodyHtml: '<p>Please pay {{balance.overdue}}.</p>',
    },
  });
export type CreateTemplate = z.infer<typeof createTemplateSchema>;

/** Changes what is given. */
export const updateTemplateSchema = z
  .strictObject({ name: uniqueNameSchema, ...emailTextFields })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateTemplate', example: { subject: 'Overdue: {{balance.overdue}}' } });
export type UpdateTemplate = z.infer<typeof updateTemplateSchema>;

/** A named text as it is shown. */
export const templateSchema = z
  .strictObject({
    id: templateIdSchema,
    name: z.string(),
    level,
    ...emailTextFields,
    isBuiltIn: z.boolean().meta({ description: 'Comes with the product and is never changed.' }),
    version: z.int(),
    createdAt: instantSchema.nullable().meta({ description: 'Null: it is built in.' }),
    updatedAt: instantSchema.nullable(),
    archivedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Template', description: 'A named text that touchpoints may use.' });
export type Template = z.infer<typeof templateSchema>;

/** Filters of the list, all combinable; archived ones are hidden unless asked for. */
export const listTemplatesQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case.' }),
  level: z.enum(TOUCHPOINT_LEVELS).optional(),
  includeArchived: flagSchema.optional().meta({ description: 'Shows archived ones too.' }),
});
export type ListTemplatesQuery = z.infer<typeof listTemplatesQuerySchema>;
