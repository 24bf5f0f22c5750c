import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema, localeSchema, textSchema } from '../fields.ts';
import { ID_PREFIXES } from '../ids.ts';
import { TONES } from '../kinds.ts';
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
    description:
      'HTML, or plain text, also with `<…>` in it; one that begins with `<!doctype html>` is always HTML. A template.',
    example: '<p>Please pay {{balance.overdue}}.</p>',
  }),
  bodyText: bodySchema.nullable().meta({ description: 'Text part; null: made from the HTML. A template.' }),
};

/** Most languages that one text may be written in besides its own. */
const MAX_VARIANTS = 50;

const languageFields = {
  language: localeSchema
    .nullable()
    .meta({ description: 'What subject and bodies are written in; null: nobody says.', example: 'en' }),
  variants: z
    .record(
      localeSchema,
      z.strictObject({ ...emailTextFields, bodyText: emailTextFields.bodyText.default(null) }),
    )
    .refine((variants) => Object.keys(variants).length <= MAX_VARIANTS, {
      error: `must be ${MAX_VARIANTS} languages at most`,
    })
    .meta({
      description:
        'The same in other languages, by locale (M6). A customer of `de-AT` gets `de-AT`, else `de`, else what the organisation’s locale finds, else subject and bodies.',
      example: { de: { subject: 'Überfällig: {{balance.overdue}}', bodyHtml: '<p>…</p>', bodyText: null } },
    }),
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
    language: languageFields.language.optional(),
    variants: languageFields.variants.optional(),
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

/** Changes what is given; variants as a whole. */
export const updateTemplateSchema = z
  .strictObject({ name: uniqueNameSchema, ...emailTextFields, ...languageFields })
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
    ...languageFields,
    languages: z.array(z.string()).meta({
      description: 'All that it is written in. A built-in one shows the words of each with `language`.',
    }),
    tone: z.enum(TONES).nullable().meta({ description: 'How firm a built-in one is; null: it is none.' }),
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

/** In which language a text is to be shown. */
export const getTemplateQuerySchema = z.strictObject({
  language: localeSchema.optional().meta({
    description:
      'Shows the words that a customer of this locale gets, as subject and bodies. Default: the text’s own.',
    example: 'de-AT',
  }),
});
export type GetTemplateQuery = z.infer<typeof getTemplateQuerySchema>;
