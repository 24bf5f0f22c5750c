import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { invoiceRowSchema, listInvoicesQuerySchema } from './invoice-list.ts';
import {
  createInvoiceSchema,
  disputeInvoiceSchema,
  invoiceDetailSchema,
  invoiceReasonSchema,
  invoiceSchema,
  updateInvoiceSchema,
} from './invoices.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { adjustedInvoiceSchema, adjustInvoiceSchema } from './adjustments.ts';
import { recordedPaymentSchema, recordPaymentSchema } from './payments.ts';

const params = z.strictObject({ invoiceId: idSchema('invoice') });
const shared = {
  method: 'post',
  tag: 'Invoices',
  permission: 'invoices.save',
  params,
  isIdempotent: true,
} as const;

/** Operations on invoices and their payments. */
export const invoiceOperations = [
  operation({
    id: 'listInvoices',
    method: 'get',
    path: '/v1/invoices',
    tag: 'Invoices',
    summary: 'List, filter and sort invoices across customers',
    permission: 'customers.read',
    query: listInvoicesQuerySchema,
    response: pageSchema('InvoicePage', invoiceRowSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'createInvoice',
    path: '/v1/customers/{customerId}/invoices',
    summary: 'Create an invoice',
    params: z.strictObject({ customerId: idSchema('customer') }),
    body: createInvoiceSchema,
    response: invoiceSchema,
    status: 201,
    problems: ['conflict'],
  }),
  operation({
    id: 'getInvoice',
    method: 'get',
    path: '/v1/invoices/{invoiceId}',
    tag: 'Invoices',
    summary: 'Get an invoice with its payments, promises, holds, labels and what was said about it',
    permission: 'customers.read',
    params,
    response: invoiceDetailSchema,
    status: 200,
  }),
  operation({
    id: 'updateInvoice',
    method: 'patch',
    path: '/v1/invoices/{invoiceId}',
    tag: 'Invoices',
    summary: 'Change PO number, links or due date of an invoice',
    permission: 'invoices.save',
    params,
    body: updateInvoiceSchema,
    response: invoiceSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'recordPayment',
    path: '/v1/invoices/{invoiceId}/payments',
    summary: 'Record a payment of an open invoice',
    description: 'At most the balance. Balance 0 makes the invoice `paid`.',
    body: recordPaymentSchema,
    response: recordedPaymentSchema,
    status: 201,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'adjustInvoice',
    path: '/v1/invoices/{invoiceId}/adjustments',
    summary: 'Correct the balance of an invoice, or write it off',
    description:
      'No payment: it keeps no promise and counts neither as money collected nor for payer behaviour. Balance 0 makes the invoice `paid` and ends its dispute. A correction may also raise the balance, up to the amount of the invoice; a paid one opens again. 409 for a void one, or one with nothing left to lower.',
    body: adjustInvoiceSchema,
    response: adjustedInvoiceSchema,
    status: 201,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'disputeInvoice',
    path: '/v1/invoices/{invoiceId}/dispute',
    summary: 'Mark an open invoice as disputed',
    body: disputeInvoiceSchema,
    response: invoiceSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'undisputeInvoice',
    path: '/v1/invoices/{invoiceId}/undispute',
    summary: 'End the dispute of an invoice',
    body: invoiceReasonSchema,
    response: invoiceSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'voidInvoice',
    path: '/v1/invoices/{invoiceId}/void',
    summary: 'Void an open invoice for good',
    body: invoiceReasonSchema,
    response: invoiceSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
