import { z } from 'zod';
import { daySchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  listProgramEnrollmentsQuerySchema,
  programEnrollmentSchema,
  programEnrollmentSetSchema,
  setProgramEnrollmentSchema,
} from './program-enrollments.ts';

const page = z
  .strictObject({
    ...pageSchema('ProgramEnrollmentRows', programEnrollmentSchema).shape,
    totalCount: z.int().min(0).meta({ description: 'Customers that fit the filters, on all pages.' }),
    asOf: daySchema,
  })
  .meta({ id: 'ProgramEnrollmentPage' });

const tag = 'Programs';
const params = z.strictObject({ programId: idSchema('program') });

/** Operations on who is in a program (P5). Many at once: `POST /v1/customer-bulk-changes`. */
export const programEnrollmentOperations = [
  operation({
    id: 'listProgramEnrollments',
    method: 'get',
    path: '/v1/programs/{programId}/enrollments',
    tag,
    summary: 'List customers with what they owe and whether they are in a program',
    description:
      'All customers, also those nobody decided about. To enroll or unenroll many: `POST /v1/customer-bulk-changes` with `enrollInProgram` or `unenrollFromProgram`.',
    permission: 'programs.read',
    params,
    query: listProgramEnrollmentsQuerySchema,
    response: page,
    status: 200,
  }),
  operation({
    id: 'setProgramEnrollment',
    method: 'put',
    path: '/v1/programs/{programId}/enrollments/{customerId}',
    tag,
    summary: 'Enroll a customer in a program, or take it out',
    description:
      'A decision of a person: the engine never changes it. Taking a customer out cancels what waits for review and also what was approved and has not been handed over yet: it is the newer decision. It is planned anew at once.',
    permission: 'programs.enroll',
    params: params.extend({ customerId: idSchema('customer') }),
    body: setProgramEnrollmentSchema,
    response: programEnrollmentSetSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
