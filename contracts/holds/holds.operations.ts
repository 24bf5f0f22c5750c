import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { holdSchema, listHoldsQuerySchema, openHoldSchema } from './holds.ts';

const tag = 'Holds';
const params = z.strictObject({ holdId: idSchema('hold') });

/** Operations on holds. */
export const holdOperations = [
  operation({
    id: 'listHolds',
    method: 'get',
    path: '/v1/holds',
    tag,
    summary: 'List holds, the newest first',
    permission: 'customers.read',
    query: listHoldsQuerySchema,
    response: pageSchema('HoldPage', holdSchema),
    status: 200,
  }),
  operation({
    id: 'openHold',
    method: 'post',
    path: '/v1/holds',
    tag,
    summary: 'Hold an invoice, a customer or an enrollment back',
    description:
      'A held invoice is not asked for; a held customer or enrollment gets nothing. Nothing leaves after this answers ' +
      'that was rendered before. Disputes, promises and pauses of sequences have calls of their own.',
    permission: 'customers.save',
    isForOwners: ['customerId', 'invoiceId', 'enrollmentId'],
    body: openHoldSchema,
    response: holdSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getHold',
    method: 'get',
    path: '/v1/holds/{holdId}',
    tag,
    summary: 'Get a hold',
    permission: 'customers.read',
    params,
    response: holdSchema,
    status: 200,
  }),
  operation({
    id: 'endHold',
    method: 'post',
    path: '/v1/holds/{holdId}/end',
    tag,
    summary: 'End an open hold of an invoice, a customer or an enrollment',
    permission: 'customers.save',
    isForOwners: 'holdId',
    params,
    response: holdSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
