import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { customerExplanationSchema } from './customer-explanation.ts';

/** Operations that answer "when, and why not?" for customers (O7). */
export const customerExplanationOperations = [
  operation({
    id: 'explainCustomer',
    method: 'get',
    path: '/v1/customers/{customerId}/explanation',
    tag: 'Customers',
    summary: 'When does the next message to a customer leave, and what holds each back?',
    description: 'Nothing is written, and asking never moves the answer.',
    permission: 'customers.read',
    params: z.strictObject({ customerId: idSchema('customer') }),
    response: customerExplanationSchema,
    status: 200,
  }),
] as const;
