import { z } from 'zod';
import { invoiceFilterQuery } from './invoice-filter.ts';
import { invoiceSchema } from './invoices.ts';
import { labelMarkSchema } from '../customers/labels.ts';
import { pageQuery } from '../paging.ts';

/** What the list of invoices can be sorted by. */
export const INVOICE_SORTS = ['dueOn', 'issuedOn', 'number', 'amount', 'balance'] as const;

/** Filters and order of the list of invoices. */
export const listInvoicesQuerySchema = z.strictObject({
  ...pageQuery,
  ...invoiceFilterQuery,
  sort: z.enum(INVOICE_SORTS).default('dueOn'),
  order: z.enum(['asc', 'desc']).default('asc'),
});
export type ListInvoicesQuery = z.infer<typeof listInvoicesQuerySchema>;

/** One invoice in a list across customers (C15). */
export const invoiceRowSchema = z
  .strictObject({
    ...invoiceSchema.shape,
    customerName: z.string(),
    daysPastDue: z.int().min(0).meta({ description: 'Of an open one, by the day of the organisation.' }),
    labels: z.array(labelMarkSchema),
  })
  .meta({ id: 'InvoiceRow', description: 'An invoice with its customer and labels.' });
export type InvoiceRow = z.infer<typeof invoiceRowSchema>;
