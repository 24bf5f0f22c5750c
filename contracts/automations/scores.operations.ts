import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { customerScoreSchema } from './scores.ts';

/** Operations on scores (A4); they are changed as a member of the customer, and by automations. */
export const scoreOperations = [
  operation({
    id: 'getCustomerScore',
    method: 'get',
    path: '/v1/customers/{customerId}/score',
    tag: 'Automations',
    summary: 'Get the score of a customer, and how an automation came to it',
    permission: 'customers.read',
    params: z.strictObject({ customerId: idSchema('customer') }),
    response: customerScoreSchema,
    status: 200,
  }),
] as const;
