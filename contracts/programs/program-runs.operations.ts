import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  listProgramRunsQuerySchema,
  nextRunsQuerySchema,
  nextRunsSchema,
  programRunDetailSchema,
  programRunSchema,
  runProgramSchema,
} from './program-runs.ts';

const tag = 'Programs';
const params = z.strictObject({ programId: idSchema('program') });

/** Operations on the runs of programs (P2, P12, S22). */
export const programRunOperations = [
  operation({
    id: 'runProgram',
    method: 'post',
    path: '/v1/programs/{programId}/runs',
    tag,
    summary: 'Run a program now',
    description:
      'It supersedes proposals only where it makes a new one for the same touchpoint and customer or invoice. While any to customers you may see wait for a decision, it answers 409 with `openProposals` and a `confirmation` to send along, good as long as they stay the same. Without a working mailbox the run is kept as `skipped`.',
    permission: 'programs.run',
    params,
    body: runProgramSchema.optional(),
    response: programRunSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'listProgramRuns',
    method: 'get',
    path: '/v1/programs/{programId}/runs',
    tag,
    summary: 'List the runs of a program, also the one expected next, newest first',
    permission: 'programs.read',
    params,
    query: listProgramRunsQuerySchema,
    response: pageSchema('ProgramRunPage', programRunSchema),
    status: 200,
  }),
  operation({
    id: 'getProgramRun',
    method: 'get',
    path: '/v1/programs/{programId}/runs/{runId}',
    tag,
    summary: 'Read a run and where its messages stand',
    permission: 'programs.read',
    params: params.extend({ runId: idSchema('programRun') }),
    response: programRunDetailSchema,
    status: 200,
  }),
  operation({
    id: 'listNextProgramRuns',
    method: 'get',
    path: '/v1/programs/{programId}/next-runs',
    tag,
    summary: 'Tell when a program runs next',
    permission: 'programs.read',
    params,
    query: nextRunsQuerySchema,
    response: nextRunsSchema,
    status: 200,
  }),
] as const;
