import { z } from 'zod';
import { commaSeparated, comparisonSchema } from '../customers/customer-filter.ts';
import { currencySchema, daySchema, flagSchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { INVOICE_STATUSES } from './kinds.ts';
/** Days past due of an open invoice, in the buckets of the customers table. */
export const AGING_BUCKETS = ['notYetDue', 'days1To30', 'days31To60', 'days61To90', 'days91Plus'] as const;
export type AgingBucket = (typeof AGING_BUCKETS)[number];

const single = {
  customerId: idSchema('customer').optional(),
  search: lineSchema(100).optional().meta({ description: 'Part of the number or the PO number, any case.' }),
  status: z.enum(INVOICE_STATUSES).optional(),
  group: z
    .enum(['current', 'overdue', 'closed'])
    .optional()
    .meta({ description: 'Open and not yet due, open and overdue, or paid and void.' }),
  bucket: z.enum(AGING_BUCKETS).optional().meta({ description: 'Open ones by days past due.' }),
  dueFrom: daySchema.optional().meta({ description: 'Due on this day or later.' }),
  dueTo: daySchema.optional().meta({ description: 'Due on this day or earlier.' }),
  currency: currencySchema.optional(),
  balance: comparisonSchema.optional(),
};

/** Filters of invoices (C15), all combinable, in a JSON body. Nothing given: all invoices. */
export const invoiceFilterSchema = z
  .strictObject({
    ...single,
    isDisputed: z.boolean().optional(),
    labelIds: z
      .array(idSchema('label'))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'With any of these labels.' }),
  })
  .meta({ id: 'InvoiceFilter', example: { group: 'overdue', balance: 'gte:1000' } });
export type InvoiceFilter = z.infer<typeof invoiceFilterSchema>;

/** The same filters in a query string. */
export const invoiceFilterQuery = {
  ...single,
  isDisputed: flagSchema.optional(),
  labelIds: commaSeparated(idSchema('label'), 'lbl_01h455vb4pex5vsknk084sn02q'),
};
