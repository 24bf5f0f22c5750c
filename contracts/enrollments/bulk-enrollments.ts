import { z } from 'zod';
import { daySchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { csvQuery } from '../imports/reading.ts';
import { BULK_ROW_OUTCOMES, BULK_STATUSES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

const count = z.int().min(0);

/** A bulk enrollment and what became of its rows so far (S9). */
export const bulkEnrollmentSchema = z
  .strictObject({
    id: idSchema('bulkEnrollment'),
    sequenceId: idSchema('sequence'),
    listId: idSchema('list').nullable().meta({
      description:
        'The list whose members it enrolls, as far as the caller may see them; null: rows of a file.',
    }),
    startDate: daySchema
      .nullable()
      .meta({ description: 'For rows that name none; null: the day they are enrolled.' }),
    status: z.enum(BULK_STATUSES),
    total: count.meta({ description: 'Rows of the file, the header is none; of a list its members.' }),
    enrolled: count,
    updated: count.meta({ description: 'Enrolled before, moved to another start date.' }),
    skipped: count,
    failed: count,
    pending: count.meta({ description: 'Rows not done yet.' }),
    error: z.string().nullable(),
    createdById: z.string(),
    createdAt: instantSchema,
    finishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'BulkEnrollment', description: 'A bulk enrollment with its progress.' });
export type BulkEnrollment = z.infer<typeof bulkEnrollmentSchema>;

/** One row of a bulk enrollment; `outcome` null: not done yet. */
export const bulkEnrollmentRowSchema = z
  .strictObject({
    line: z.int().min(1),
    value: z.string().meta({ description: 'As the file has it.' }),
    startDate: daySchema.nullable(),
    customerId: idSchema('customer').nullable(),
    enrollmentId: idSchema('enrollment').nullable(),
    outcome: z.enum(BULK_ROW_OUTCOMES).nullable(),
    reason: z
      .string()
      .nullable()
      .meta({ example: 'unmatched: no customer has this id, external id or name' }),
  })
  .meta({ id: 'BulkEnrollmentRow', description: 'One row of a bulk enrollment.' });
export type BulkEnrollmentRow = z.infer<typeof bulkEnrollmentRowSchema>;

/** How the file is to be read. */
export const createBulkEnrollmentQuerySchema = z.strictObject({
  column: lineSchema(200).optional().meta({
    description:
      'Name or number (from 1) of the column with customer ids, external ids or names. Left out: the one the header suggests, else the first.',
  }),
  header: z
    .enum(['auto', 'yes', 'no'])
    .default('auto')
    .meta({ description: 'Whether the first row names the columns.' }),
  startDate: daySchema.optional().meta({ description: 'Today or later in the zone of the sequence.' }),
  startDateColumn: lineSchema(200)
    .optional()
    .meta({ description: 'Name or number of a column with start dates.' }),
  ...csvQuery,
});
export type CreateBulkEnrollmentQuery = z.infer<typeof createBulkEnrollmentQuerySchema>;

/** Filter of the rows; without one all of them. */
export const listBulkRowsQuerySchema = z.strictObject({
  ...pageQuery,
  outcome: z.enum([...BULK_ROW_OUTCOMES, 'pending']).optional(),
});
export type ListBulkRowsQuery = z.infer<typeof listBulkRowsQuerySchema>;
