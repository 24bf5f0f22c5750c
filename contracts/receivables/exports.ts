import { z } from 'zod';
import { flagSchema } from '../fields.ts';
import { customerTableQuerySchema } from '../customers/customer-table.ts';
import { listInvoicesQuerySchema } from './invoice-list.ts';

/** How an export is written, so that a spreadsheet of the reader's locale opens it right (C22). */
const writing = {
  delimiter: z.enum(['comma', 'semicolon', 'tab']).default('comma'),
  bom: flagSchema.default(false).meta({
    description: 'Begins the file with a byte order mark, without which some spreadsheets do not read UTF-8.',
  }),
  decimalMark: z.enum(['point', 'comma']).default('point'),
};

/** How an export is written. */
export type ExportWriting = z.infer<z.ZodObject<typeof writing>>;

/** Filters of the customers table; the order of an export is by name, which holds still while it is written. */
export const exportCustomersQuerySchema = customerTableQuerySchema
  .omit({ limit: true, cursor: true, sort: true, order: true })
  .extend(writing);
export type ExportCustomersQuery = z.infer<typeof exportCustomersQuerySchema>;

/** Filters of the list of invoices. */
export const exportInvoicesQuerySchema = listInvoicesQuerySchema
  .omit({ limit: true, cursor: true })
  .extend(writing);
export type ExportInvoicesQuery = z.infer<typeof exportInvoicesQuerySchema>;
