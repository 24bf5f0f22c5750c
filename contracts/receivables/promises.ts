import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  instantSchema,
  positiveMoneySchema,
  textSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { INVOICE_STATUSES, PROMISE_STATUSES } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** A promise to pay (C13). */
export const promiseSchema = z
  .strictObject({
    id: idSchema('promise'),
    customerId: idSchema('customer'),
    currency: currencySchema,
    amount: amountSchema,
    paidAmount: amountSchema.meta({
      description: 'What was paid on its invoices since it was made, by the promised day.',
    }),
    promisedOn: daySchema,
    status: z.enum(PROMISE_STATUSES).meta({
      description: 'kept, broken: decided by payments. void: its invoices were closed without a payment.',
    }),
    note: z.string().nullable(),
    contactId: idSchema('contact').nullable(),
    authorId: z.string(),
    createdAt: instantSchema,
    decidedAt: instantSchema.nullable(),
    invoices: z.array(
      z.strictObject({
        id: idSchema('invoice'),
        number: z.string(),
        status: z.enum(INVOICE_STATUSES),
        balance: amountSchema,
      }),
    ),
  })
  .meta({
    id: 'Promise',
    description: 'An amount promised for a day, and the invoices it keeps back until then.',
  });
export type PaymentPromise = z.infer<typeof promiseSchema>;

/** Notes a promise to pay. */
export const makePromiseSchema = z
  .strictObject({
    amount: positiveMoneySchema
      .optional()
      .meta({ description: 'In the currency of the customer. Default: all that is open on the invoices.' }),
    promisedOn: daySchema.meta({ description: 'Today or later, within a year.' }),
    invoiceIds: z.array(idSchema('invoice')).min(1).max(200),
    contactId: idSchema('contact').nullable().optional().meta({ description: 'Who promised it.' }),
    note: textSchema(2000).nullable().optional(),
  })
  .meta({ id: 'MakePromise' });
export type MakePromise = z.infer<typeof makePromiseSchema>;

/** Filters of promises, all combinable. */
export const listPromisesQuerySchema = z.strictObject({
  ...pageQuery,
  customerId: idSchema('customer').optional(),
  invoiceId: idSchema('invoice').optional(),
  status: z.enum(PROMISE_STATUSES).optional(),
});
export type ListPromisesQuery = z.infer<typeof listPromisesQuerySchema>;
