import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  listTemplateVariablesQuerySchema,
  previewTemplateSchema,
  previewTouchpointSchema,
  templateVariablesSchema,
  textPreviewSchema,
} from './text-previews.ts';

/** Operations that show words before anything is sent or kept (M2, M3). */
export const textPreviewOperations = [
  operation({
    id: 'previewTouchpoint',
    method: 'post',
    path: '/v1/programs/{programId}/preview',
    tag: 'Programs',
    summary: 'Render a touchpoint, saved or not, as a chosen customer would get it now',
    description: 'What keeps it from being saved or sent is told beside it. Nothing is sent or kept.',
    permission: 'programs.read',
    params: z.strictObject({ programId: idSchema('program') }),
    body: previewTouchpointSchema,
    response: textPreviewSchema,
    status: 200,
  }),
  operation({
    id: 'previewTemplate',
    method: 'post',
    path: '/v1/templates/preview',
    tag: 'Templates',
    summary: 'Render a template, saved or not, as a chosen customer would get it now',
    description:
      'From the default mailbox, to whom a touchpoint without contact types would go. Nothing is sent or kept.',
    permission: 'programs.read',
    body: previewTemplateSchema,
    response: textPreviewSchema,
    status: 200,
  }),
  operation({
    id: 'listTemplateVariables',
    method: 'get',
    path: '/v1/template-variables',
    tag: 'Templates',
    summary: 'List what templates may name',
    permission: 'programs.read',
    query: listTemplateVariablesQuerySchema,
    response: templateVariablesSchema,
    status: 200,
  }),
] as const;
