import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  allocatedPaymentSchema,
  allocatePaymentSchema,
  paymentSchema,
  recordCustomerPaymentSchema,
  reversePaymentSchema,
} from './payments.ts';

const params = z.strictObject({ paymentId: idSchema('payment') });

/** Operations on payments that cover several invoices, or came back (C20). */
export const paymentOperations = [
  operation({
    id: 'recordCustomerPayment',
    method: 'post',
    path: '/v1/customers/{customerId}/payments',
    tag: 'Payments',
    summary: 'Record a payment of a customer that covers several invoices, or none yet',
    description:
      'One payment, each invoice lowered by its part. What no invoice is named for stays on account.',
    permission: 'invoices.save',
    params: z.strictObject({ customerId: idSchema('customer') }),
    body: recordCustomerPaymentSchema,
    response: paymentSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getPayment',
    method: 'get',
    path: '/v1/payments/{paymentId}',
    tag: 'Payments',
    summary: 'Get a payment with the invoices it lowered and what of it came back',
    permission: 'customers.read',
    params,
    response: paymentSchema,
    status: 200,
  }),
  operation({
    id: 'allocatePayment',
    method: 'post',
    path: '/v1/payments/{paymentId}/allocations',
    tag: 'Payments',
    summary: 'Lower an open invoice by what of a payment is on account',
    description:
      'It counts as paid on the day of the payment. 409 when nothing of it is on account, or the invoice is not open.',
    permission: 'invoices.save',
    params,
    body: allocatePaymentSchema,
    response: allocatedPaymentSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'reversePayment',
    method: 'post',
    path: '/v1/payments/{paymentId}/reversals',
    tag: 'Payments',
    summary: 'Reverse a payment that bounced or was charged back, whole or in part',
    description:
      'Its invoices owe again from the day of the reversal, and promises that it had kept are decided anew. 409 when all of it came back already.',
    permission: 'invoices.save',
    params,
    body: reversePaymentSchema,
    response: paymentSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
