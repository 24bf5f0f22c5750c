import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  automationListItemSchema,
  automationSchema,
  createAutomationSchema,
  duplicateAutomationSchema,
  listAutomationsQuerySchema,
  startAutomationSchema,
  startedAutomationSchema,
  updateAutomationSchema,
} from './automations.ts';

const read = { tag: 'Automations', permission: 'automations.read', status: 200 } as const;
const save = { tag: 'Automations', permission: 'automations.save', problems: ['conflict'] } as const;
const params = z.strictObject({ automationId: idSchema('automation') });
/** Of one automation, answered with it. */
const change = { ...save, method: 'post', params, status: 200, isIdempotent: true } as const;

/** Operations on automations as a whole (A1, A2). */
export const automationOperations = [
  operation({
    ...read,
    id: 'listAutomations',
    method: 'get',
    path: '/v1/automations',
    summary: 'List automations, newest first',
    query: listAutomationsQuerySchema,
    response: pageSchema('AutomationPage', automationListItemSchema),
  }),
  operation({
    ...save,
    id: 'createAutomation',
    method: 'post',
    path: '/v1/automations',
    summary: 'Create an automation as a draft, which acts on nobody',
    description:
      'What cannot be asked or done is refused with its path, `audience.nodes[2].value` or `actions[1].labelId`. ' +
      'Empty groups and no actions may be saved; they are refused when it is set running.',
    body: createAutomationSchema,
    response: automationSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...read,
    id: 'getAutomation',
    method: 'get',
    path: '/v1/automations/{automationId}',
    summary: 'Read an automation',
    params,
    response: automationSchema,
  }),
  operation({
    ...save,
    id: 'updateAutomation',
    method: 'patch',
    path: '/v1/automations/{automationId}',
    summary: 'Change an automation',
    description:
      'One that runs takes no change that would keep it from being set running; whoever changes its audience or its ' +
      'actions then owns it and needs every right that these do. An action that keeps its `key`, or stays as it is, is ' +
      'the same one to `isOnce`. A pass at work follows another audience: who was not begun and belongs to it no more is ' +
      'left out, who came to it is taken in, and a number that waits for a confirmation is counted anew.',
    params,
    body: updateAutomationSchema,
    response: startedAutomationSchema,
    status: 200,
  }),
  operation({
    ...save,
    id: 'deleteAutomation',
    method: 'delete',
    path: '/v1/automations/{automationId}',
    summary: 'Delete a draft; one that ever ran keeps its history',
    params,
    response: null,
    status: 204,
  }),
  operation({
    ...save,
    id: 'duplicateAutomation',
    method: 'post',
    path: '/v1/automations/{automationId}/duplicate',
    summary: 'Make a draft with the audience, actions and calendar of another, without its dates',
    params,
    body: duplicateAutomationSchema,
    response: automationSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...change,
    id: 'startAutomation',
    path: '/v1/automations/{automationId}/start',
    summary: 'Set a draft or an inactive automation running',
    description:
      'With the sight and the rights of the caller, who needs the permission of each action. 422 lists everything that ' +
      'keeps it from running; `warnings` names running automations that could undo what it does.',
    body: startAutomationSchema,
    response: startedAutomationSchema,
  }),
  operation({
    ...change,
    id: 'pauseAutomation',
    path: '/v1/automations/{automationId}/pause',
    summary: 'Pause an automation: its pass stops after the customer in hand',
    response: automationSchema,
  }),
  operation({
    ...change,
    id: 'resumeAutomation',
    path: '/v1/automations/{automationId}/resume',
    summary: 'Resume a paused automation: its pass goes on where it stopped',
    description: 'The caller owns it from now on, as one who starts it; it is checked as at a start.',
    body: startAutomationSchema,
    response: startedAutomationSchema,
  }),
  operation({
    ...change,
    id: 'deactivateAutomation',
    path: '/v1/automations/{automationId}/deactivate',
    summary: 'Deactivate an automation: its pass ends; it may run again with its memory',
    response: automationSchema,
  }),
  operation({
    ...change,
    id: 'completeAutomation',
    path: '/v1/automations/{automationId}/complete',
    summary: 'Complete an automation for good: its pass ends',
    response: automationSchema,
  }),
] as const;
