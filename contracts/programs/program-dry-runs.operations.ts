import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  dryRunQuerySchema,
  dryRunSchema,
  programVerdictsQuerySchema,
  programVerdictsSchema,
} from './program-dry-runs.ts';

const params = z.strictObject({ programId: idSchema('program') });

/** Operations that tell what a run would do (P12, O7). */
export const programDryRunOperations = [
  operation({
    id: 'dryRunProgram',
    method: 'post',
    path: '/v1/programs/{programId}/dry-run',
    tag: 'Programs',
    summary: 'Tell what a run now would do, as a difference to the last run',
    description:
      'Nothing is written and nothing is sent. Counts and items are of customers you may see: nothing is said of others.',
    permission: 'programs.read',
    params,
    query: dryRunQuerySchema,
    response: dryRunSchema,
    status: 200,
  }),
  operation({
    id: 'getProgramVerdicts',
    method: 'get',
    path: '/v1/programs/{programId}/verdicts/{customerId}',
    tag: 'Programs',
    summary: 'Tell what each touchpoint would do for one customer in a run now, and why not',
    permission: 'programs.read',
    params: params.extend({ customerId: idSchema('customer') }),
    query: programVerdictsQuerySchema,
    response: programVerdictsSchema,
    status: 200,
  }),
] as const;
