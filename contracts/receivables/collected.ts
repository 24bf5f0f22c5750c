import { z } from 'zod';
import { customerFilterQuery } from '../customers/customer-filter.ts';
import { amountSchema, currencySchema, daySchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { periodInOrder, periodQuery, periodShape, REPORT_INTERVALS } from '../report-periods.ts';

/** What collected money can be told apart by. */
export const COLLECTED_GROUPS = [...REPORT_INTERVALS, 'arOwner'] as const;
export type CollectedGroup = (typeof COLLECTED_GROUPS)[number];

const asked = { ...periodQuery, ...customerFilterQuery };

/** Grouping, period and filters. */
export const collectedReportQuerySchema = z
  .strictObject({ groupBy: z.enum(COLLECTED_GROUPS).default('week'), ...asked })
  .refine(...periodInOrder);
export type CollectedReportQuery = z.infer<typeof collectedReportQuerySchema>;

/** Which rows. */
export const listCollectedQuerySchema = z.strictObject({ ...pageQuery, ...asked }).refine(...periodInOrder);
export type ListCollectedQuery = z.infer<typeof listCollectedQuerySchema>;

const collected = z
  .array(
    z.strictObject({
      currency: currencySchema,
      amount: amountSchema.meta({
        description: 'Paid, less what came back of it; below 0: more came back than was paid.',
      }),
      movements: z.int().min(0).meta({ description: 'Rows of `listCollected` behind it.' }),
    }),
  )
  .meta({ description: 'By currency; empty: nothing was paid.' });

/** Money collected. */
export const collectedReportSchema = z
  .strictObject({
    ...periodShape,
    items: z.array(
      z.strictObject({
        key: z
          .string()
          .nullable()
          .meta({ description: 'The day, Monday or month, or the id of the AR owner; null: nobody’s.' }),
        name: z.string().nullable().meta({ description: 'Of the AR owner.' }),
        ...periodShape,
        collected,
      }),
    ),
    totals: collected,
  })
  .meta({ id: 'CollectedReport' });
export type CollectedReport = z.infer<typeof collectedReportSchema>;

/** One movement of an invoice that counts as paid, or as come back (C13, C20). */
export const collectedRowSchema = z
  .strictObject({
    id: z.string(),
    day: daySchema.meta({ description: 'When it was paid; of what came back: the day it takes back.' }),
    currency: currencySchema,
    amount: amountSchema.meta({ description: 'Below 0: it came back.' }),
    cause: z.enum(['payment', 'import']).meta({
      description: '`import`: a later file said that less is open, and nothing else.',
    }),
    paymentId: idSchema('payment').nullable(),
    invoiceId: idSchema('invoice'),
    invoiceNumber: z.string(),
    customerId: idSchema('customer'),
    customerName: z.string(),
  })
  .meta({ id: 'CollectedRow' });
export type CollectedRow = z.infer<typeof collectedRowSchema>;
