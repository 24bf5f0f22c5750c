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
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

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

const tag = 'Promises';
const params = z.strictObject({ promiseId: idSchema('promise') });

/** Operations on promises to pay. */
export const promiseOperations = [
  operation({
    id: 'listPromises',
    method: 'get',
    path: '/v1/promises',
    tag,
    summary: 'List promises to pay, the newest first',
    permission: 'customers.read',
    query: listPromisesQuerySchema,
    response: pageSchema('PromisePage', promiseSchema),
    status: 200,
  }),
  operation({
    id: 'makePromise',
    method: 'post',
    path: '/v1/customers/{customerId}/promises',
    tag,
    summary: 'Note a promise to pay',
    description:
      'Its invoices are held back until the promised day has passed. An invoice has one open promise at most.',
    permission: 'customers.save',
    params: z.strictObject({ customerId: idSchema('customer') }),
    body: makePromiseSchema,
    response: promiseSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getPromise',
    method: 'get',
    path: '/v1/promises/{promiseId}',
    tag,
    summary: 'Get a promise to pay',
    permission: 'customers.read',
    params,
    response: promiseSchema,
    status: 200,
  }),
  operation({
    id: 'withdrawPromise',
    method: 'post',
    path: '/v1/promises/{promiseId}/withdraw',
    tag,
    summary: 'Withdraw an open promise: its invoices are no longer held back',
    permission: 'customers.save',
    params,
    response: promiseSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
