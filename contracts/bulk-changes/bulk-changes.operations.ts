import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import {
  appliedBulkChangeSchema,
  bulkChangeSchema,
  createCustomerBulkChangeSchema,
  createInvoiceBulkChangeSchema,
  undoneBulkChangeSchema,
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
  operation({
    ...shared,
    id: 'undoBulkChange',
    path: '/v1/bulk-changes/{token}/undo',
    summary: 'Take back what a change of owners or labels did, but for what somebody has changed since',
    description:
      'For its author, once, until a day after its token would have expired. Lists and programs are refused: what followed from them, such as mails that left, cannot be taken back.',
    permission: null,
    params: z.strictObject({ token: idSchema('bulkChange') }),
    response: undoneBulkChangeSchema,
    status: 200,
    problems: ['conflict', 'already_acted', 'forbidden'],
  }),
] as const;
