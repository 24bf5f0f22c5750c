import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { listMessagesQuerySchema, messageSchema } from './messages.ts';

const tag = 'Messages';
const params = z.strictObject({ messageId: idSchema('message') });
const copyParams = z.strictObject({
  messageId: idSchema('message'),
  n: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .meta({ description: 'Which copy, as the message lists them.' }),
});

/** Operations on messages of the ledger and the copies of their recipients (D1, M5). */
export const messageOperations = [
  operation({
    id: 'listMessages',
    method: 'get',
    path: '/v1/messages',
    tag,
    summary: 'List messages with each recipient’s copy, the latest first',
    description:
      '`trouble=true` finds copies that were refused or are uncertain, whatever they were written for (D1).',
    permission: 'customers.read',
    query: listMessagesQuerySchema,
    response: pageSchema('MessagePage', messageSchema),
    status: 200,
  }),
  operation({
    id: 'getMessage',
    method: 'get',
    path: '/v1/messages/{messageId}',
    tag,
    summary: 'Get a message with each recipient’s copy: whether it left, and what the server said',
    permission: 'customers.read',
    params,
    response: messageSchema,
    status: 200,
  }),
  operation({
    id: 'retryCopy',
    method: 'post',
    path: '/v1/messages/{messageId}/copies/{n}/retry',
    tag,
    summary: 'Send one copy again that was refused, cancelled or is uncertain',
    description:
      'Once the main recipient has the message. The copy leaves as it is, alone, also when balances have moved since; never ' +
      'to a suppressed address, nor while something holds it, nor after its enrollment was stopped. An uncertain one waits ten ' +
      'minutes from its hand-over. For those who may act on the step, touchpoint or action that the message is of.',
    permission: 'customers.read',
    params: copyParams,
    response: messageSchema,
    status: 200,
    problems: ['conflict', 'already_acted'],
  }),
  operation({
    id: 'markCopySent',
    method: 'post',
    path: '/v1/messages/{messageId}/copies/{n}/mark-sent',
    tag,
    summary: 'Say that an uncertain copy did arrive',
    description: 'For those who may act on the step, touchpoint or action that the message is of.',
    permission: 'customers.read',
    params: copyParams,
    response: messageSchema,
    status: 200,
    problems: ['conflict', 'already_acted'],
  }),
] as const;
