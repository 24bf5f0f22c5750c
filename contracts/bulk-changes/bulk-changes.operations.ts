import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  appliedBulkChangeSchema,
  bulkChangeSchema,
  createCustomerBulkChangeSchema,
  createInvoiceBulkChangeSchema,
} from './bulk-changes.ts';

const shared = { method: 'post', tag: 'Bulk changes', isIdempotent: true } as const;
const description =
  'Answers how many it is about, and a token for exactly that set, good for 15 minutes. Nothing changes until the token is applied.';

/** Operations on many customers or invoices at once (C7, C10, P5). */
export const bulkChangeOperations = [
  operation({
    ...shared,
    id: 'createCustomerBulkChange',
    path: '/v1/customer-bulk-changes',
    summary: 'Count what a change of owners, labels, lists or programs of many customers would do',
    description: `${description} Taking customers out of a program cancels what waits for review, and what was approved and has not been handed over.`,
    permission: 'customers.save',
    body: createCustomerBulkChangeSchema,
    response: bulkChangeSchema,
    status: 201,
  }),
  operation({
    ...shared,
    id: 'createInvoiceBulkChange',
    path: '/v1/invoice-bulk-changes',
    summary: 'Count what a change of labels of many invoices would do',
    description,
    permission: 'invoices.save',
    body: createInvoiceBulkChangeSchema,
    response: bulkChangeSchema,
    status: 201,
  }),
  operation({
    ...shared,
    id: 'applyBulkChange',
    path: '/v1/bulk-changes/{token}/apply',
    summary: 'Apply a change to exactly what was counted',
    permission: null,
    params: z.strictObject({ token: idSchema('bulkChange') }),
    response: appliedBulkChangeSchema,
    status: 200,
    problems: ['conflict', 'already_acted', 'forbidden'],
  }),
] as const;
