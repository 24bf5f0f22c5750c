import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { customerExplanationSchema, scheduledTouchpointExplanationSchema } from './customer-explanation.ts';

const description = 'Nothing is written, and asking never moves the answer.';

/** Operations that answer "when, and why not?" for customers and touchpoints (O7). */
export const customerExplanationOperations = [
  operation({
    id: 'explainCustomer',
    method: 'get',
    path: '/v1/customers/{customerId}/explanation',
    tag: 'Customers',
    summary: 'When does the next message to a customer leave, and what holds each back?',
    description,
    permission: 'customers.read',
    params: z.strictObject({ customerId: idSchema('customer') }),
    response: customerExplanationSchema,
    status: 200,
  }),
  operation({
    id: 'explainScheduledTouchpoint',
    method: 'get',
    path: '/v1/scheduled-touchpoints/{scheduledTouchpointId}/explanation',
    tag: 'Scheduled touchpoints',
    summary: 'When does a scheduled touchpoint leave, and what holds it back?',
    description,
    permission: 'programs.read',
    params: z.strictObject({ scheduledTouchpointId: idSchema('scheduledTouchpoint') }),
    response: scheduledTouchpointExplanationSchema,
    status: 200,
  }),
] as const;
