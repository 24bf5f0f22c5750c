import type { z } from 'zod';
import { exportWriting } from '../export-writing.ts';
import { customerTableQuerySchema } from '../customers/customer-table.ts';
import { listInvoicesQuerySchema } from './invoice-list.ts';

/** Filters of the customers table; the order of an export is by name, which holds still while it is written. */
export const exportCustomersQuerySchema = customerTableQuerySchema
  .omit({ limit: true, cursor: true, sort: true, order: true })
  .extend(exportWriting);
export type ExportCustomersQuery = z.infer<typeof exportCustomersQuerySchema>;

/** Filters of the list of invoices. */
export const exportInvoicesQuerySchema = listInvoicesQuerySchema
  .omit({ limit: true, cursor: true })
  .extend(exportWriting);
export type ExportInvoicesQuery = z.infer<typeof exportInvoicesQuerySchema>;
