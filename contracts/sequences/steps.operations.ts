import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { previewReplySchema, previewStepSchema } from './step-preview.ts';
import { createStepSchema, moveStepSchema, savedStepSchema, stepSchema, updateStepSchema } from './steps.ts';

const sequenceParams = z.strictObject({ sequenceId: idSchema('sequence') });
const stepParams = z.strictObject({ sequenceId: idSchema('sequence'), stepId: idSchema('step') });
const tag = 'Sequences';
const EDIT_NOTE = 'While the sequence is activated, what is ready stays as it is; the rest follows.';

/** Operations on the steps of a sequence (S3-S6, S19). */
export const stepOperations = [
  operation({
    id: 'addStep',
    method: 'post',
    path: '/v1/sequences/{sequenceId}/steps',
    tag,
    summary: 'Add a step',
    description: EDIT_NOTE,
    permission: 'sequences.save',
    params: sequenceParams,
    body: createStepSchema,
    response: savedStepSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getStep',
    method: 'get',
    path: '/v1/sequences/{sequenceId}/steps/{stepId}',
    tag,
    summary: 'Read a step',
    permission: 'sequences.read',
    params: stepParams,
    response: stepSchema,
    status: 200,
  }),
  operation({
    id: 'updateStep',
    method: 'patch',
    path: '/v1/sequences/{sequenceId}/steps/{stepId}',
    tag,
    summary: 'Change a step',
    description: EDIT_NOTE,
    permission: 'sequences.save',
    params: stepParams,
    body: updateStepSchema,
    response: savedStepSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'moveStep',
    method: 'post',
    path: '/v1/sequences/{sequenceId}/steps/{stepId}/move',
    tag,
    summary: 'Put a step at another place, of its branch or another one',
    description: `${EDIT_NOTE} Whoever had the step before goes on from where it stood then; conditions that name it lead to its new place.`,
    permission: 'sequences.save',
    params: stepParams,
    body: moveStepSchema,
    response: savedStepSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'removeStep',
    method: 'delete',
    path: '/v1/sequences/{sequenceId}/steps/{stepId}',
    tag,
    summary: 'Take a step out; what is ready stays in the queue',
    permission: 'sequences.save',
    params: stepParams,
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
  operation({
    id: 'previewStep',
    method: 'post',
    path: '/v1/sequences/{sequenceId}/preview',
    tag,
    summary: 'Render a step, saved or not, with live data of a customer',
    description:
      'Without `customerId`: the enrolled customer with the largest open balance. Nothing is sent or kept.',
    permission: 'sequences.read',
    params: sequenceParams,
    body: previewStepSchema,
    response: previewReplySchema,
    status: 200,
  }),
] as const;
