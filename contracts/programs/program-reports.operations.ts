import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  programReportQuerySchema,
  programReportSchema,
  programsReportQuerySchema,
} from './program-reports.ts';

const description =
  'Of the customers the caller may see. Archived touchpoints are in it. Runs are ordered by day, the rest by name.';
const tag = 'Programs';

/** Operations that report what programs did (P16). */
export const programReportOperations = [
  operation({
    id: 'getProgramReport',
    method: 'get',
    path: '/v1/programs/{programId}/report',
    tag,
    summary: 'What became of the messages of a program, and the money that followed',
    description,
    permission: 'programs.read',
    params: z.strictObject({ programId: idSchema('program') }),
    query: programReportQuerySchema,
    response: programReportSchema,
    status: 200,
  }),
  operation({
    id: 'getProgramsReport',
    method: 'get',
    path: '/v1/program-report',
    tag,
    summary: 'What became of the messages of all programs, and the money that followed',
    description,
    permission: 'programs.read',
    query: programsReportQuerySchema,
    response: programReportSchema,
    status: 200,
  }),
] as const;
