import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { branchSchema, createBranchSchema, updateBranchSchema } from './branches.ts';
import { listPathsQuerySchema, sequencePathsSchema } from './sequence-paths.ts';

const sequenceParams = z.strictObject({ sequenceId: idSchema('sequence') });
const params = z.strictObject({ sequenceId: idSchema('sequence'), branchId: idSchema('branch') });
const tag = 'Sequences';
const permission = 'sequences.save';

/** Operations on the branches of a sequence (S15). */
export const branchOperations = [
  operation({
    id: 'addBranch',
    method: 'post',
    path: '/v1/sequences/{sequenceId}/branches',
    tag,
    summary: 'Add a branch',
    permission,
    params: sequenceParams,
    body: createBranchSchema,
    response: branchSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'updateBranch',
    method: 'patch',
    path: '/v1/sequences/{sequenceId}/branches/{branchId}',
    tag,
    summary: 'Rename a branch, or put it at another place',
    permission,
    params,
    body: updateBranchSchema,
    response: branchSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'removeBranch',
    method: 'delete',
    path: '/v1/sequences/{sequenceId}/branches/{branchId}',
    tag,
    summary: 'Take a branch out with its steps; what is ready stays in the queue',
    description:
      'Once the sequence was activated, one that a condition points at is refused with the steps that do. `main` stays.',
    permission,
    params,
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
  operation({
    id: 'listPaths',
    method: 'get',
    path: '/v1/sequences/{sequenceId}/paths',
    tag,
    summary: 'List the paths through a sequence, with their times from a given start',
    description:
      'An outcome is taken to come at once, a fallback after its time, and people do their part at once. At most 200 are listed.',
    permission: 'sequences.read',
    params: sequenceParams,
    query: listPathsQuerySchema,
    response: sequencePathsSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
