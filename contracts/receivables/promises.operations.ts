import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { listPromisesQuerySchema, makePromiseSchema, promiseSchema } from './promises.ts';

const tag = 'Promises';
const params = z.strictObject({ promiseId: idSchema('promise') });

/** Operations on promises to pay. */
export const promiseOperations = [
  operation({
    id: 'listPromises',
    method: 'get',
    path: '/v1/promises',
    tag,
    summary: 'List promises to pay, the newest first',
    permission: 'customers.read',
    query: listPromisesQuerySchema,
    response: pageSchema('PromisePage', promiseSchema),
    status: 200,
  }),
  operation({
    id: 'makePromise',
    method: 'post',
    path: '/v1/customers/{customerId}/promises',
    tag,
    summary: 'Note a promise to pay',
    description:
      'Its invoices are held back until the promised day has passed. An invoice has one open promise at most.',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params: z.strictObject({ customerId: idSchema('customer') }),
    body: makePromiseSchema,
    response: promiseSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getPromise',
    method: 'get',
    path: '/v1/promises/{promiseId}',
    tag,
    summary: 'Get a promise to pay',
    permission: 'customers.read',
    params,
    response: promiseSchema,
    status: 200,
  }),
  operation({
    id: 'withdrawPromise',
    method: 'post',
    path: '/v1/promises/{promiseId}/withdraw',
    tag,
    summary: 'Withdraw an open promise: its invoices are no longer held back',
    permission: 'customers.save',
    isForOwners: 'promiseId',
    params,
    response: promiseSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
