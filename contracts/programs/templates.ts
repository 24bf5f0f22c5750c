import { z } from 'zod';
import { flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import { uniqueNameSchema } from './program-fields.ts';
import { emailTextFields, templateIdSchema } from './touchpoints.ts';

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

const tag = 'Templates';
const params = z.strictObject({ templateId: templateIdSchema });

/** Operations on named texts (M2, M3). */
export const templateOperations = [
  operation({
    id: 'listTemplates',
    method: 'get',
    path: '/v1/templates',
    tag,
    summary: 'List templates: those that come with the product, then the organisation’s',
    permission: 'programs.read',
    query: listTemplatesQuerySchema,
    response: pageSchema('TemplatePage', templateSchema),
    status: 200,
  }),
  operation({
    id: 'createTemplate',
    method: 'post',
    path: '/v1/templates',
    tag,
    summary: 'Add a template; a broken tag or an unknown variable is refused with its place',
    permission: 'templates.save',
    body: createTemplateSchema,
    response: templateSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getTemplate',
    method: 'get',
    path: '/v1/templates/{templateId}',
    tag,
    summary: 'Read a template',
    permission: 'programs.read',
    params,
    response: templateSchema,
    status: 200,
  }),
  operation({
    id: 'updateTemplate',
    method: 'patch',
    path: '/v1/templates/{templateId}',
    tag,
    summary: 'Change a template; messages that are written already stay as they are',
    permission: 'templates.save',
    params,
    body: updateTemplateSchema,
    response: templateSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'archiveTemplate',
    method: 'post',
    path: '/v1/templates/{templateId}/archive',
    tag,
    summary: 'Archive a template that no touchpoint uses any more',
    permission: 'templates.save',
    params,
    response: templateSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
