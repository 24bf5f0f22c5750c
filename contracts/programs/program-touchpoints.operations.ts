import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  createTouchpointSchema,
  listTouchpointsQuerySchema,
  touchpointSchema,
  updateTouchpointSchema,
} from './program-touchpoints.ts';

const touchpointListSchema = z
  .strictObject({ items: z.array(touchpointSchema) })
  .meta({ id: 'TouchpointList', description: 'By offset and level.' });

const tag = 'Programs';
const program = z.strictObject({ programId: idSchema('program') });
const params = z.strictObject({ programId: idSchema('program'), touchpointId: idSchema('touchpoint') });

/** Operations on the touchpoints of a program (P3, P11). */
export const programTouchpointOperations = [
  operation({
    id: 'listTouchpoints',
    method: 'get',
    path: '/v1/programs/{programId}/touchpoints',
    tag,
    summary: 'List the touchpoints of a program by offset',
    permission: 'programs.read',
    params: program,
    query: listTouchpointsQuerySchema,
    response: touchpointListSchema,
    status: 200,
  }),
  operation({
    id: 'addTouchpoint',
    method: 'post',
    path: '/v1/programs/{programId}/touchpoints',
    tag,
    summary: 'Add a touchpoint; the program is planned anew',
    permission: 'programs.save',
    params: program,
    body: createTouchpointSchema,
    response: touchpointSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getTouchpoint',
    method: 'get',
    path: '/v1/programs/{programId}/touchpoints/{touchpointId}',
    tag,
    summary: 'Read a touchpoint, also an archived one',
    permission: 'programs.read',
    params,
    response: touchpointSchema,
    status: 200,
  }),
  operation({
    id: 'updateTouchpoint',
    method: 'patch',
    path: '/v1/programs/{programId}/touchpoints/{touchpointId}',
    tag,
    summary: 'Edit a touchpoint; the program is planned anew',
    description: 'What waits for review stays as it is.',
    permission: 'programs.save',
    params,
    body: updateTouchpointSchema,
    response: touchpointSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'archiveTouchpoint',
    method: 'post',
    path: '/v1/programs/{programId}/touchpoints/{touchpointId}/archive',
    tag,
    summary: 'Archive a touchpoint; what of it waits for review is cancelled',
    description: 'It produces nothing new and stays in reports. What is approved still goes out.',
    permission: 'programs.save',
    params,
    response: touchpointSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'removeTouchpoint',
    method: 'delete',
    path: '/v1/programs/{programId}/touchpoints/{touchpointId}',
    tag,
    summary: 'Delete a touchpoint that has never produced anything',
    description: 'One with history is archived, so that reports keep it: 409.',
    permission: 'programs.save',
    params,
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
] as const;
