import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  communicationSchema,
  listCommunicationsQuerySchema,
  logCommunicationSchema,
} from './communications.ts';

const params = z.strictObject({ customerId: idSchema('customer') });

/** Operations on communications. */
export const communicationOperations = [
  operation({
    id: 'listCommunications',
    method: 'get',
    path: '/v1/customers/{customerId}/communications',
    tag: 'Communications',
    summary: 'List the communications of a customer by the time they happened, the latest first',
    permission: 'customers.read',
    params,
    query: listCommunicationsQuerySchema,
    response: pageSchema('CommunicationPage', communicationSchema),
    status: 200,
  }),
  operation({
    id: 'logCommunication',
    method: 'post',
    path: '/v1/customers/{customerId}/communications',
    tag: 'Communications',
    summary: 'Log a call, an email or another activity that happened elsewhere',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params,
    body: logCommunicationSchema,
    response: communicationSchema,
    status: 201,
    isIdempotent: true,
  }),
] as const;
