import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  automationMessageSchema,
  automationPreviewSchema,
  listAutomationMessagesQuerySchema,
  previewAutomationMessageSchema,
  sendAutomationMessageSchema,
} from './messages.ts';

const ofAutomation = z.strictObject({ automationId: idSchema('automation') });
const ofMessage = z.strictObject({ messageId: idSchema('automationMessage') });

const shared = {
  method: 'post',
  tag: 'Automations',
  permission: 'customers.save',
  isForOwners: 'messageId',
  params: ofMessage,
  response: automationMessageSchema,
  status: 200,
  isIdempotent: true,
  problems: ['already_acted', 'conflict'],
} as const;

/** Operations of what automations say. */
export const automationMessageOperations = [
  operation({
    id: 'listAutomationMessages',
    method: 'get',
    path: '/v1/automations/{automationId}/messages',
    tag: 'Automations',
    summary: 'List what an automation says, the newest first, with what became of it',
    permission: 'automations.read',
    params: ofAutomation,
    query: listAutomationMessagesQuerySchema,
    response: pageSchema('AutomationMessagePage', automationMessageSchema),
    status: 200,
  }),
  operation({
    id: 'previewAutomationMessage',
    method: 'post',
    path: '/v1/automations/{automationId}/preview-message',
    tag: 'Automations',
    summary: 'Show what an action would say to one customer now',
    description: 'Rendered as the send would, also for words that are not saved. Nothing is stored or sent.',
    permission: 'automations.read',
    params: ofAutomation,
    body: previewAutomationMessageSchema,
    response: automationPreviewSchema,
    status: 200,
  }),
  operation({
    id: 'getAutomationMessage',
    method: 'get',
    path: '/v1/automation-messages/{messageId}',
    tag: 'Automations',
    summary: 'Get a message of an automation',
    permission: 'automations.read',
    params: ofMessage,
    response: automationMessageSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'sendAutomationMessage',
    path: '/v1/automation-messages/{messageId}/send',
    summary: 'Send a message that waits at once',
    description:
      'Past its hours; never past suppression, holds, "still owed?", caps or a pause of its automation, and past the contact policy only with `force` and a reason.',
    body: sendAutomationMessageSchema.optional(),
    status: 202,
  }),
  operation({
    ...shared,
    id: 'retryAutomationMessage',
    path: '/v1/automation-messages/{messageId}/retry',
    summary: 'Try a message again after an error',
    description:
      'One in doubt can be tried again ten minutes after its hand-over at the earliest (RFC 5321, 4.5.3.2.6).',
    status: 202,
  }),
  operation({
    ...shared,
    id: 'cancelAutomationMessage',
    path: '/v1/automation-messages/{messageId}/cancel',
    summary: 'Cancel a message that has not left',
  }),
  operation({
    ...shared,
    id: 'markAutomationMessageSent',
    path: '/v1/automation-messages/{messageId}/mark-sent',
    summary: 'Say that a message in doubt did arrive',
  }),
] as const;
