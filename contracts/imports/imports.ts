import { z } from 'zod';
import { flagSchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { IMPORT_KINDS } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** Columns of each kind of file: `required` ones must stand in the header, the others may. */
export const IMPORT_COLUMNS = {
  customers: {
    required: ['external_id', 'name'],
    optional: ['status', 'currency', 'ar_owner_email', 'sales_owner_email', 'zone', 'locale', 'score'],
    prefix: 'property.',
  },
  contacts: {
    required: ['customer_external_id'],
    optional: ['external_id', 'name', 'email', 'phone', 'title', 'department', 'type', 'primary'],
  },
  invoices: {
    required: ['customer_external_id', 'number', 'issued_on', 'due_on', 'amount'],
    optional: [
      'balance',
      'currency',
      'status',
      'disputed',
      'dispute_reason',
      'po_number',
      'pay_url',
      'pdf_url',
    ],
  },
  payments: {
    required: ['customer_external_id', 'reference', 'paid_on', 'amount'],
    optional: ['currency', 'invoice_number', 'allocations'],
  },
  related_records: {
    required: ['kind', 'external_id', 'customer_external_id'],
    optional: ['status', 'occurred_on', 'ends_on', 'amount', 'currency', 'allocations'],
    prefix: 'property.',
  },
} as const;

const IMPORT_STATUSES = ['running', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

const count = z.int().min(0);

/** One import of a CSV file and its summary (C11). */
export const importSchema = z
  .strictObject({
    id: idSchema('import'),
    kind: z.enum(IMPORT_KINDS),
    isDryRun: z.boolean(),
    status: z.enum(IMPORT_STATUSES),
    total: count.meta({ description: 'Rows read so far; the header is none.' }),
    created: count,
    updated: count,
    skipped: count.meta({ description: 'Rows that said what was stored already.' }),
    failed: count,
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
    line: z.int().min(1).meta({ description: 'Where the row begins; the header is line 1.' }),
    column: z.string(),
    message: z.string(),
  })
  .meta({ id: 'ImportRowError', description: 'One problem of one row.' });
export type ImportRowError = z.infer<typeof importErrorSchema>;

/** The values of `delimiter`, and what they stand for. */
export const DELIMITER_NAMES = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** How the file is written, for every CSV body. */
export const csvQuery = {
  delimiter: z
    .enum(['comma', 'semicolon', 'tab'])
    .optional()
    .meta({ description: 'Left out: the one that the first line has most of.' }),
  dateFormat: z
    .enum(['YYYY-MM-DD', 'YYYY/MM/DD', 'YYYYMMDD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'DD-MM-YYYY', 'MM/DD/YYYY'])
    .default('YYYY-MM-DD')
    .meta({ description: 'How days are written; no other way is taken.' }),
};

/** How a CSV file is to be read and what is to be done with it. */
export const createImportQuerySchema = z.strictObject({
  kind: z.enum(IMPORT_KINDS),
  dryRun: flagSchema.default(false).meta({ description: 'Tells what would happen and changes nothing.' }),
  ...csvQuery,
  decimalMark: z
    .enum(['point', 'comma'])
    .optional()
    .meta({ description: 'Left out: a point, and `1.234` or `1,234` are refused as ambiguous.' }),
  relativeDates: flagSchema.default(false).meta({
    description: 'Takes `today-30` and `today+14` as days, by the day of the organisation. For sample data.',
  }),
});
export type CreateImportQuery = z.infer<typeof createImportQuerySchema>;

/** Imports, newest first. */
export const listImportsQuerySchema = z.strictObject({ ...pageQuery, kind: z.enum(IMPORT_KINDS).optional() });
export type ListImportsQuery = z.infer<typeof listImportsQuerySchema>;
