import { z } from 'zod';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createTemplateSchema,
  getTemplateQuerySchema,
  listTemplatesQuerySchema,
  templateSchema,
  updateTemplateSchema,
  templateIdSchema,
} from './templates.ts';

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
    summary: 'Read a template, in its own words or in those of a language',
    permission: 'programs.read',
    params,
    query: getTemplateQuerySchema,
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
