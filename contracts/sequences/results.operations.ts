import { EXPORT_DESCRIPTION } from '../export-writing.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  exportResultRowsQuerySchema,
  exportResultsQuerySchema,
  resultRowSchema,
  resultRowsQuerySchema,
  resultsQuerySchema,
  resultsSchema,
} from './results.ts';

const description =
  'Of the customers the caller may see. One definition of every measure, whatever it is grouped by: a message counts when it was sent, once for each outcome, at the day it left; a task when it was done.';
const shared = { method: 'get', permission: 'sequences.read', status: 200 } as const;

/** Operations that tell what sequences came to (S20). */
export const resultOperations = [
  operation({
    ...shared,
    id: 'getResults',
    path: '/v1/results',
    tag: 'Results',
    summary: 'Compare steps, branches, sequences, users, versions, labels or periods on the same measures',
    description,
    query: resultsQuerySchema,
    response: resultsSchema,
  }),
  operation({
    ...shared,
    id: 'listResultRows',
    path: '/v1/results/rows',
    tag: 'Results',
    summary: 'Open a figure of the results: exactly the rows that it counts, the latest first',
    description: `${description} Take the \`filter\` of a group to open a figure of it.`,
    query: resultRowsQuerySchema,
    response: pageSchema('ResultRowPage', resultRowSchema),
  }),
  operation({
    ...shared,
    id: 'exportResults',
    path: '/v1/exports/results',
    tag: 'Exports',
    summary: 'Export the results as CSV',
    description: EXPORT_DESCRIPTION,
    query: exportResultsQuerySchema,
    response: null,
    csvResponse: 'One line a group. `collected` has an amount a currency.',
  }),
  operation({
    ...shared,
    id: 'exportResultRows',
    path: '/v1/exports/result-rows',
    tag: 'Exports',
    summary: 'Export the rows of a figure of the results as CSV',
    description: EXPORT_DESCRIPTION,
    query: exportResultRowsQuerySchema,
    response: null,
    csvResponse: 'One line a row that the figure counts.',
  }),
] as const;
