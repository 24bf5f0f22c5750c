import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { secretKeysSchema } from './secret-keys.ts';
import {
  compareSchema,
  comparisonSchema,
  listFindingsQuerySchema,
  reconcileFindingSchema,
} from './reconcile.ts';

const tag = 'Operations';
const permission = 'operations.manage';

/** Operations on the agreement of database and Temporal (O9). */
export const reconcileOperations = [
  operation({
    id: 'compareWithTemporal',
    method: 'post',
    path: '/v1/operations/reconcile',
    tag,
    summary:
      'Compare all enrollments with their workflows and all programs with their schedules, and repair if asked',
    description:
      'The reconciler repairs by itself every few seconds; this looks at every live enrollment and every running workflow, in pages of 500: minutes for 100,000.',
    permission,
    body: compareSchema,
    response: comparisonSchema,
    status: 200,
  }),
  operation({
    id: 'listReconcileFindings',
    method: 'get',
    path: '/v1/operations/findings',
    tag,
    summary: 'List what was found and repaired, newest first',
    permission,
    query: listFindingsQuerySchema,
    response: pageSchema('ReconcileFindingPage', reconcileFindingSchema),
    status: 200,
  }),
  operation({
    id: 'showSecretKeys',
    method: 'get',
    path: '/v1/operations/secret-keys',
    tag,
    summary: 'Show where a rotation of the keys stands that encrypt secrets',
    permission,
    response: secretKeysSchema,
    status: 200,
  }),
] as const;
