import type { z } from 'zod';
import { customerTableQuerySchema } from '../customers/customer-table.ts';
import { listInvoicesQuerySchema } from './invoice-list.ts';

/** Filters of the customers table; the order of an export is by name, which holds still while it is written. */
export const exportCustomersQuerySchema = customerTableQuerySchema.omit({
  limit: true,
  cursor: true,
  sort: true,
  order: true,
});
export type ExportCustomersQuery = z.infer<typeof exportCustomersQuerySchema>;

/** Filters of the list of invoices. */
export const exportInvoicesQuerySchema = listInvoicesQuerySchema.omit({ limit: true, cursor: true });
export type ExportInvoicesQuery = z.infer<typeof exportInvoicesQuerySchema>;
