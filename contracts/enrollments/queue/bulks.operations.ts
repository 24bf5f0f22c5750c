import { z } from 'zod';
import { idSchema } from '../../ids.ts';
import { operation } from '../../operation.ts';
import { pageSchema } from '../../paging.ts';
import {
  createQueueBulkSchema,
  listQueueBulkRowsQuerySchema,
  queueBulkRowSchema,
  queueBulkSchema,
} from './bulks.ts';

const shared = { tag: 'Queue', permission: 'tasks.mine', isForOwners: true } as const;
const params = z.strictObject({ token: idSchema('queueBulk') });

/** Acts on many rows of the queue at once (Q8). */
export const queueBulkOperations = [
  operation({
    ...shared,
    id: 'createQueueBulk',
    method: 'post',
    path: '/v1/queue-bulks',
    summary: 'Count what completing, sending, cancelling or reassigning many rows would do',
    description:
      'Answers for how many it would go and for how many not, with reasons, and a token for exactly these rows, good for 15 minutes. Nothing happens until the token is applied.',
    body: createQueueBulkSchema,
    response: queueBulkSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    ...shared,
    id: 'applyQueueBulk',
    method: 'post',
    path: '/v1/queue-bulks/{token}/apply',
    summary: 'Do it to exactly the rows that were counted',
    description:
      'Answers at once; a durable operation acts on one row after the other, each once, whatever crashes. A row that somebody else has acted on meanwhile is reported, not done again (Q3).',
    params,
    response: queueBulkSchema,
    status: 202,
    problems: ['conflict', 'already_acted'],
  }),
  operation({
    ...shared,
    id: 'getQueueBulk',
    method: 'get',
    path: '/v1/queue-bulks/{token}',
    summary: 'Show how far it has come',
    params,
    response: queueBulkSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'listQueueBulkRows',
    method: 'get',
    path: '/v1/queue-bulks/{token}/rows',
    summary: 'List its rows with what became of each',
    params,
    query: listQueueBulkRowsQuerySchema,
    response: pageSchema('QueueBulkRowPage', queueBulkRowSchema),
    status: 200,
  }),
] as const;
