import { operation } from '../operation.ts';
import { cardFieldsSchema, queueCardSchema } from './queue-card.ts';

const tag = 'Queue';

/** What a user sees beside each row (Q7). */
export const queueCardOperations = [
  operation({
    id: 'listQueueCardFields',
    method: 'get',
    path: '/v1/queue/card-fields',
    tag,
    summary: 'List what can stand on the card beside a row',
    permission: 'tasks.mine',
    isForOwners: true,
    response: cardFieldsSchema,
    status: 200,
  }),
  operation({
    id: 'getMyQueueCard',
    method: 'get',
    path: '/v1/me/queue-card',
    tag,
    summary: 'Get which fields of customer and contact you see beside a row',
    permission: null,
    response: queueCardSchema,
    status: 200,
  }),
  operation({
    id: 'setMyQueueCard',
    method: 'put',
    path: '/v1/me/queue-card',
    tag,
    summary: 'Choose which fields of customer and contact you see beside a row, and in which order',
    permission: null,
    body: queueCardSchema,
    response: queueCardSchema,
    status: 200,
  }),
] as const;
