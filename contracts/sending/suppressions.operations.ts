import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { addSuppressionSchema, listSuppressionsQuerySchema, suppressionSchema } from './suppressions.ts';

/** Operations on the suppression list. */
export const suppressionOperations = [
  operation({
    id: 'listSuppressions',
    method: 'get',
    path: '/v1/suppressions',
    tag: 'Suppressions',
    summary: 'List suppressed addresses, newest first',
    description:
      'Without addresses of customers that are all hidden from you, but for those you suppressed yourself.',
    permission: 'customers.read',
    query: listSuppressionsQuerySchema,
    response: pageSchema('SuppressionPage', suppressionSchema),
    status: 200,
  }),
  operation({
    id: 'addSuppression',
    method: 'post',
    path: '/v1/suppressions',
    tag: 'Suppressions',
    summary: 'Suppress an address',
    permission: 'suppressions.manage',
    body: addSuppressionSchema,
    response: suppressionSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'removeSuppression',
    method: 'delete',
    path: '/v1/suppressions/{suppressionId}',
    tag: 'Suppressions',
    summary: 'Allow messages to an address again',
    description: 'As far as you see: an entry that is hidden from you stays.',
    permission: 'suppressions.manage',
    params: z.strictObject({ suppressionId: idSchema('suppression') }),
    response: null,
    status: 204,
  }),
] as const;
