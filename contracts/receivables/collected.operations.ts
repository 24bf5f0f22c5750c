import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  collectedReportQuerySchema,
  collectedReportSchema,
  collectedRowSchema,
  listCollectedQuerySchema,
} from './collected.ts';

const tag = 'Payments';
const description =
  'What counts as paid: payments and what later files say was paid, on the day it was paid, less what came back of it, ' +
  'which counts on the same day (C13, C20). Of the customers that fit the filters now and that the caller may see.';

/** What was collected (C13). */
export const collectedOperations = [
  operation({
    id: 'getCollectedReport',
    method: 'get',
    path: '/v1/collected-report',
    tag,
    summary: 'Sum what was collected, by day, week, month or AR owner, and by currency',
    description: `${description} Parts of the period in which nothing was are listed too. A figure opens in \`listCollected\` with \`from\` and \`to\` of its row, of an owner with \`arOwnerId\`, of nobody with \`unassigned=ar\`.`,
    permission: 'customers.read',
    query: collectedReportQuerySchema,
    response: collectedReportSchema,
    status: 200,
  }),
  operation({
    id: 'listCollected',
    method: 'get',
    path: '/v1/collected',
    tag,
    summary: 'List the movements behind what was collected, the latest first',
    description,
    permission: 'customers.read',
    query: listCollectedQuerySchema,
    response: pageSchema('CollectedPage', collectedRowSchema),
    status: 200,
  }),
] as const;
