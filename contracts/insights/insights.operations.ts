import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { insightsSchema } from './insights.ts';

const shared = {
  tag: 'Insights',
  params: z.strictObject({ customerId: idSchema('customer') }),
  response: insightsSchema,
  status: 200,
} as const;

/** Operations on insights. */
export const insightOperations = [
  operation({
    ...shared,
    id: 'getInsights',
    method: 'get',
    path: '/v1/customers/{customerId}/insights',
    summary: 'Get signals, summary and plan of a customer',
    permission: 'customers.read',
  }),
  operation({
    ...shared,
    id: 'refreshInsights',
    method: 'post',
    path: '/v1/customers/{customerId}/insights/refresh',
    summary: 'Work out promises, signals, summary, plan and actions of a customer now',
    permission: 'customers.save',
    isForOwners: 'customerId',
  }),
] as const;
