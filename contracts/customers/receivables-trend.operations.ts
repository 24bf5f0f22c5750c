import { operation } from '../operation.ts';
import { receivablesTrendQuerySchema, receivablesTrendSchema } from './receivables-trend.ts';

/** What was owed over time (C19). */
export const receivablesTrendOperations = [
  operation({
    id: 'getReceivablesTrend',
    method: 'get',
    path: '/v1/receivables-trend',
    tag: 'Customers',
    summary: 'What customers owed at the end of each day, week or month, by age and currency',
    description:
      'Each point is what `getCustomerTotals` says with its day as `asOf`: by the due dates of now, of the customers that ' +
      'fit the filters now and that the caller may see. 120 points at most, none after today. Credit is not in it.',
    permission: 'customers.read',
    query: receivablesTrendQuerySchema,
    response: receivablesTrendSchema,
    status: 200,
  }),
] as const;
