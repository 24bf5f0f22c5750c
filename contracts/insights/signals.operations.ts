import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { listSignalsQuerySchema, postSignalSchema, signalSchema } from './signals.ts';

const params = z.strictObject({ customerId: idSchema('customer') });
const tag = 'Signals';

/** Operations on signals. */
export const signalOperations = [
  operation({
    id: 'listSignals',
    method: 'get',
    path: '/v1/customers/{customerId}/signals',
    tag,
    summary: 'List the signals of a customer with their history, the latest first',
    permission: 'customers.read',
    params,
    query: listSignalsQuerySchema,
    response: pageSchema('SignalPage', signalSchema),
    status: 200,
  }),
  operation({
    id: 'postSignal',
    method: 'post',
    path: '/v1/customers/{customerId}/signals',
    tag,
    summary: 'Post a signal from elsewhere',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params,
    body: postSignalSchema,
    response: signalSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    id: 'endSignal',
    method: 'post',
    path: '/v1/signals/{signalId}/end',
    tag,
    summary: 'End a posted signal',
    description: 'Those of a rule end by themselves, when the rule no longer holds.',
    permission: 'customers.save',
    isForOwners: 'signalId',
    params: z.strictObject({ signalId: idSchema('signal') }),
    response: signalSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
