import { z } from 'zod';
import { EXPORT_DESCRIPTION } from '../export-writing.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  automationDryRunSchema,
  automationMoveSchema,
  automationPassSchema,
  automationRecordSchema,
  confirmPassSchema,
  dryRunPageSchema,
  exportRecordsQuerySchema,
  listMovesQuerySchema,
  listPassesQuerySchema,
  listRecordsQuerySchema,
} from './passes.ts';

const tag = 'Automations';
const read = { tag, method: 'get', permission: 'automations.read', status: 200 } as const;
const act = { tag, method: 'post', permission: 'automations.save', isIdempotent: true } as const;
const params = z.strictObject({ automationId: idSchema('automation') });
const ofPass = params.extend({ passId: idSchema('automationPass') });
const PASS = '/v1/automations/{automationId}/passes/{passId}';

/** Operations on the passes of automations (A5, A6). */
export const passOperations = [
  operation({
    ...read,
    id: 'listAutomationPasses',
    path: '/v1/automations/{automationId}/passes',
    summary: 'List the passes of an automation, also the one expected next, newest first',
    params,
    query: listPassesQuerySchema,
    response: pageSchema('AutomationPassPage', automationPassSchema),
  }),
  operation({
    ...read,
    id: 'getAutomationPass',
    path: PASS,
    summary: 'Read a pass and how many customers stand where',
    params: ofPass,
    response: automationPassSchema,
  }),
  operation({
    ...read,
    id: 'listAutomationRecords',
    path: `${PASS}/records`,
    summary: 'List the customers of a pass with what was done to each, and why not',
    params: ofPass,
    query: listRecordsQuerySchema,
    response: pageSchema('AutomationRecordPage', automationRecordSchema),
  }),
  operation({
    ...read,
    id: 'exportAutomationRecords',
    path: '/v1/exports/automation-records',
    tag: 'Exports',
    summary: 'Export the customers of a pass as CSV, with the filters of their list',
    description: EXPORT_DESCRIPTION,
    query: exportRecordsQuerySchema,
    response: null,
    csvResponse: 'One line a customer; `effects` has the actions in order.',
  }),
  operation({
    ...read,
    id: 'listAutomationMoves',
    path: '/v1/automations/{automationId}/moves',
    summary: 'List who came into the audience and who went out, newest first',
    params,
    query: listMovesQuerySchema,
    response: pageSchema('AutomationMovePage', automationMoveSchema),
  }),
  operation({
    ...read,
    method: 'post',
    id: 'dryRunAutomation',
    path: '/v1/automations/{automationId}/dry-run',
    summary: 'Tell on whom a pass now would act, with what and why; nothing is written',
    description:
      'Also of a draft. Page after page by name, of the customers that the caller may see. Actions may still be refused when they are applied. 422 where a rule names what is gone.',
    params,
    body: dryRunPageSchema,
    response: automationDryRunSchema,
  }),
  operation({
    ...act,
    id: 'runAutomation',
    path: '/v1/automations/{automationId}/run',
    summary: 'Begin a pass now, beside the calendar',
    description: '409 while another one is at work, and unless the automation is running.',
    params,
    response: automationPassSchema,
    status: 201,
    problems: ['conflict'],
  }),
  operation({
    ...act,
    id: 'confirmAutomationPass',
    path: `${PASS}/confirm`,
    summary: 'Confirm how many customers a pass acts on',
    description:
      'For exactly that number: another one is answered with 409 and the present `size`. Whoever confirms it has to see everybody it acts on; who was hidden from its owner meanwhile is left out.',
    params: ofPass,
    body: confirmPassSchema,
    response: automationPassSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...act,
    id: 'retryAutomationPass',
    path: `${PASS}/retry`,
    summary: 'Try again what failed in a pass',
    description:
      'Only for customers for whom an action failed, and only what was not applied; who left the audience meanwhile is left out unless something was done to them already. 409 when nothing failed, while another pass is at work, and unless the automation is running or completed.',
    params: ofPass,
    response: automationPassSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
