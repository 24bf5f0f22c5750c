import { z } from 'zod';
import { daySchema, flagSchema, instantSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { IMPORT_KINDS, IMPORT_STATUSES } from './kinds.ts';
import { LOWERING_CAUSES } from '../receivables/kinds.ts';
import { pageQuery } from '../paging.ts';
import { importClosingSchema } from './open-items.ts';
import { importReadingQuery } from './reading.ts';

const count = z.int().min(0);

/** One import of a CSV file and its summary (C11). */
export const importSchema = z
  .strictObject({
    id: idSchema('import'),
    kind: z.enum(IMPORT_KINDS),
    isDryRun: z.boolean(),
    status: z.enum(IMPORT_STATUSES),
    total: count.meta({
      description: 'Rows read so far; the header, blank rows and what stands above it are none.',
    }),
    created: count,
    updated: count,
    skipped: count.meta({ description: 'Rows that said what was stored already.' }),
    failed: count,
    warnings: count.meta({
      description: 'Bad values of optional columns, left out of rows that were stored.',
    }),
    ignoredColumns: z
      .array(z.string())
      .meta({ description: 'Columns of the file that were not read, as the header names them.' }),
    source: z
      .string()
      .nullable()
      .meta({ description: 'The system that the file comes from, where it was named.' }),
    closed: count.meta({
      description:
        'Open invoices that were closed since a file of open items lacks them; of a dry run: would be.',
    }),
    closing: importClosingSchema
      .nullable()
      .meta({ description: 'Of a file of open items; null: it is none.' }),
    error: z.string().nullable(),
    createdById: z.string(),
    createdAt: instantSchema,
    finishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Import', description: 'A CSV import with its summary.' });
export type Import = z.infer<typeof importSchema>;

/** What was wrong with one value of one row; `column` is empty when the row as a whole is meant. */
export const importErrorSchema = z
  .strictObject({
    line: z.int().min(1).meta({ description: 'Where the row begins, counted from 1 in the whole file.' }),
    column: z.string(),
    message: z.string(),
    value: z.string().nullable().meta({ description: 'The words that were read; null: the row as a whole.' }),
  })
  .meta({ id: 'ImportRowError', description: 'One problem of one row.' });
export type ImportRowError = z.infer<typeof importErrorSchema>;

/** How a CSV file is to be read and what is to be done with it. */
export const createImportQuerySchema = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  dryRun: flagSchema.default(false).meta({ description: 'Tells what would happen and changes nothing.' }),
  profile: lineSchema(200)
    .optional()
    .meta({ description: 'Id or name of a saved profile; what is named beside it counts more.' }),
  ...importReadingQuery,
  loweredBy: z.enum(LOWERING_CAUSES).optional().meta({
    description:
      'Invoices: why balances fell that the file shows lower. Left out: they were paid. The column `lowered_by` says it for a row.',
  }),
  asOf: daySchema.optional().meta({
    description:
      'With `mode=openItems`: the day of which the file is the whole truth. Left out: today, in the zone of the organisation.',
  }),
  relativeDates: flagSchema.default(false).meta({
    description: 'Takes `today-30` and `today+14` as days, by the day of the organisation. For sample data.',
  }),
});
export type CreateImportQuery = z.infer<typeof createImportQuerySchema>;

/** Imports, newest first. */
export const listImportsQuerySchema = z.strictObject({
  ...pageQuery,
  kind: z.enum(IMPORT_KINDS).optional(),
  status: z.enum(IMPORT_STATUSES).optional(),
});
export type ListImportsQuery = z.infer<typeof listImportsQuerySchema>;
