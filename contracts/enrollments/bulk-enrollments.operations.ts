import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  bulkEnrollmentRowSchema,
  bulkEnrollmentSchema,
  createBulkEnrollmentQuerySchema,
  listBulkRowsQuerySchema,
} from './bulk-enrollments.ts';

const params = z.strictObject({ bulkId: idSchema('bulkEnrollment') });

/** Operations on bulk enrollments. */
export const bulkEnrollmentOperations = [
  operation({
    id: 'createBulkEnrollment',
    method: 'post',
    path: '/v1/sequences/{sequenceId}/bulk-enrollments',
    tag: 'Enrollments',
    summary: 'Enroll the customers of a CSV file',
    description:
      'One column holds customer ids, external ids or names (whole, any case). Rows that match no customer, several, or one that is not active, and customers named twice, are reported by line and left out. The rows are taken at once and enrolled in the background; follow the progress with `getBulkEnrollment`.',
    permission: 'enrollments.manage',
    params: z.strictObject({ sequenceId: idSchema('sequence') }),
    query: createBulkEnrollmentQuerySchema,
    csvBody: 'A CSV file with one customer a row.',
    response: bulkEnrollmentSchema,
    status: 202,
    isIdempotent: true,
    problems: ['conflict', 'too_large', 'unsupported_media_type', 'idempotency_mismatch'],
  }),
  operation({
    id: 'getBulkEnrollment',
    method: 'get',
    path: '/v1/bulk-enrollments/{bulkId}',
    tag: 'Enrollments',
    summary: 'Get the progress and summary of a bulk enrollment',
    permission: 'enrollments.manage',
    params,
    response: bulkEnrollmentSchema,
    status: 200,
  }),
  operation({
    id: 'listBulkEnrollmentRows',
    method: 'get',
    path: '/v1/bulk-enrollments/{bulkId}/rows',
    tag: 'Enrollments',
    summary: 'List the rows of a bulk enrollment by line, with what became of each',
    permission: 'enrollments.manage',
    params,
    query: listBulkRowsQuerySchema,
    response: pageSchema('BulkEnrollmentRowPage', bulkEnrollmentRowSchema),
    status: 200,
  }),
] as const;
