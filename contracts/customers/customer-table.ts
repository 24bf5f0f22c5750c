import { z } from 'zod';
import { customerFilterQuery } from './customer-filter.ts';
import { amountSchema, currencySchema, daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { netShape, otherCreditSchema } from './credit-amounts.ts';
import { CUSTOMER_STATUSES, SEVERITIES } from './kinds.ts';
import { labelMarkSchema } from './labels.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** What the customers table can be sorted by: severity (with overdue behind it), name, or a column of numbers. */
export const CUSTOMER_SORTS = [
  'severity',
  'name',
  'total',
  'overdue',
  'days1To30',
  'days31To60',
  'days61To90',
  'days91Plus',
  'credit',
  'net',
  'openInvoiceCount',
  'contactCount',
  'score',
  'lastContactAt',
] as const;
export type CustomerSort = (typeof CUSTOMER_SORTS)[number];

/** Open balances by days past due: not yet due, and the four buckets. */
export const agingSchema = z
  .strictObject({
    notYetDue: amountSchema,
    days1To30: amountSchema,
    days31To60: amountSchema,
    days61To90: amountSchema,
    days91Plus: amountSchema,
  })
  .meta({ id: 'Aging', description: 'Open balances by days past due.' });
export type Aging = z.infer<typeof agingSchema>;

const person = z.strictObject({ id: idSchema('user'), name: z.string() }).nullable();

/** The latest active signal of a customer. */
export const latestSignalSchema = z
  .strictObject({
    id: idSchema('signal'),
    kind: z.string(),
    severity: z.enum(SEVERITIES),
    text: z.string(),
    startedAt: instantSchema,
  })
  .meta({ id: 'LatestSignal' });

/** One row of the customers table (C3). */
export const customerRowSchema = z
  .strictObject({
    id: idSchema('customer'),
    name: z.string(),
    externalId: z.string().nullable(),
    status: z.enum(CUSTOMER_STATUSES),
    currency: currencySchema,
    score: z.int().nullable(),
    arOwner: person,
    salesOwner: person,
    total: amountSchema.meta({ description: 'Sum of the open balances.' }),
    overdue: amountSchema,
    aging: agingSchema,
    ...netShape,
    openInvoiceCount: z.int().min(0),
    labels: z.array(labelMarkSchema),
    severity: z.enum(SEVERITIES).meta({ description: 'Of the most severe active signal.' }),
    signal: latestSignalSchema.nullable().meta({ description: 'The latest active one.' }),
    contactCount: z.int().min(0).meta({ description: 'Active contacts.' }),
    primaryContact: z
      .strictObject({
        id: idSchema('contact'),
        name: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
      })
      .nullable(),
    lastContactAt: instantSchema
      .nullable()
      .meta({ description: 'Latest email, sms or call, by the date it happened.' }),
  })
  .meta({ id: 'CustomerRow', description: 'One row of the customers table.' });
export type CustomerRow = z.infer<typeof customerRowSchema>;

/** A day to look back at. */
export const asOfSchema = daySchema.optional().meta({
  description:
    'Balances, aging and credit as they stood at the end of this day, by the due dates of now. Default: today, where the organisation is.',
});

/** Search, filters and order of the customers table. */
export const customerTableQuerySchema = z.strictObject({
  ...pageQuery,
  ...customerFilterQuery,
  sort: z.enum(CUSTOMER_SORTS).default('severity'),
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Default: `asc` by name, else `desc`.' }),
  asOf: asOfSchema,
});
export type CustomerTableQuery = z.infer<typeof customerTableQuerySchema>;

/** One page of the table, with how many customers there are in all pages. */
export const customerTableSchema = z
  .strictObject({
    ...pageSchema('CustomerRowPage', customerRowSchema).shape,
    totalCount: z.int().min(0).meta({ description: 'Customers that fit the filters, on all pages.' }),
    asOf: daySchema,
  })
  .meta({ id: 'CustomerTable' });
export type CustomerTable = z.infer<typeof customerTableSchema>;

/** Sums of one currency over customers. */
export const customerTotalsSchema = z
  .strictObject({
    asOf: daySchema,
    currencies: z.array(
      z.strictObject({
        currency: currencySchema,
        customerCount: z.int().min(0),
        total: amountSchema,
        overdue: amountSchema,
        aging: agingSchema,
        ...netShape,
      }),
    ),
  })
  .meta({ id: 'CustomerTotals', description: 'Sums by currency: different currencies are never added.' });
export type CustomerTotals = z.infer<typeof customerTotalsSchema>;

/** Everything about one customer at a glance (C5). */
export const customerOverviewSchema = z
  .strictObject({
    ...customerRowSchema.shape,
    zone: z.string().nullable(),
    locale: z.string().nullable(),
    otherCredit: otherCreditSchema,
    disputed: amountSchema.meta({ description: 'Open balances in dispute, as of now.' }),
    oldestDueOn: daySchema.nullable().meta({ description: 'Earliest due date of what is open now.' }),
    signals: z.array(latestSignalSchema).meta({ description: 'All active ones, the most severe first.' }),
    lists: z.array(z.strictObject({ id: idSchema('list'), name: z.string() })),
    asOf: daySchema,
  })
  .meta({ id: 'CustomerOverview', description: 'Everything about one customer at a glance.' });
export type CustomerOverview = z.infer<typeof customerOverviewSchema>;
