import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { scheduledTouchpointExplanationSchema } from './program-explanation.ts';
import {
  listScheduledTouchpointsQuerySchema,
  scheduledTouchpointDetailSchema,
  scheduledTouchpointSchema,
} from './scheduled-touchpoints.ts';

const page = z
  .strictObject({
    ...pageSchema('ScheduledTouchpointRows', scheduledTouchpointSchema).shape,
    totalCount: z.int().min(0).meta({ description: 'What fits the filters, on all pages.' }),
  })
  .meta({ id: 'ScheduledTouchpointPage' });

const params = z.strictObject({ scheduledTouchpointId: idSchema('scheduledTouchpoint') });

/** Reading operations on scheduled touchpoints (P9), and the answer to "when, and why not?" (O7). */
export const scheduledTouchpointOperations = [
  operation({
    id: 'listScheduledTouchpoints',
    method: 'get',
    path: '/v1/scheduled-touchpoints',
    tag: 'Scheduled touchpoints',
    summary: 'List planned and produced messages of programs, by planned date',
    permission: 'programs.read',
    query: listScheduledTouchpointsQuerySchema,
    response: page,
    status: 200,
  }),
  operation({
    id: 'getScheduledTouchpoint',
    method: 'get',
    path: '/v1/scheduled-touchpoints/{scheduledTouchpointId}',
    tag: 'Scheduled touchpoints',
    summary: 'Get a scheduled touchpoint with its words, its message and its history',
    permission: 'programs.read',
    params,
    response: scheduledTouchpointDetailSchema,
    status: 200,
  }),
  operation({
    id: 'explainScheduledTouchpoint',
    method: 'get',
    path: '/v1/scheduled-touchpoints/{scheduledTouchpointId}/explanation',
    tag: 'Scheduled touchpoints',
    summary: 'When does a scheduled touchpoint leave, and what holds it back?',
    description: 'Nothing is written, and asking never moves the answer.',
    permission: 'programs.read',
    params,
    response: scheduledTouchpointExplanationSchema,
    status: 200,
  }),
] as const;
