import { z } from 'zod';
import { operation } from '../operation.ts';
import {
  MAX_SYNC_ITEMS,
  syncContactSchema,
  syncCustomerSchema,
  syncedSchema,
  syncInvoiceSchema,
  syncPaymentSchema,
  syncRelatedRecordSchema,
} from './sync.ts';

/** Items are checked one by one: a bad one is reported and keeps no good one out. */
function itemsOf<S extends z.ZodType>(item: S) {
  const anything = z.record(z.string(), z.unknown());
  return z.strictObject({
    items: z
      .array(z.union([item, anything]))
      .min(1)
      .max(MAX_SYNC_ITEMS),
  });
}

const DESCRIPTION =
  'Up to 500 items; sent again, they change nothing. An item with errors is reported and left out, all others are stored, in one transaction.';

const shared = {
  method: 'post',
  tag: 'Sync',
  description: DESCRIPTION,
  permission: 'customers.import',
  response: syncedSchema,
  status: 200,
  isIdempotent: true,
} as const;

/** Operations for an ERP that keeps us up to date. */
export const syncOperations = [
  operation({
    ...shared,
    id: 'syncCustomers',
    path: '/v1/sync/customers',
    summary: 'Create or update customers by external id',
    body: itemsOf(syncCustomerSchema),
  }),
  operation({
    ...shared,
    id: 'syncContacts',
    path: '/v1/sync/contacts',
    summary: 'Create or update contacts by external id, else email, else name',
    body: itemsOf(syncContactSchema),
  }),
  operation({
    ...shared,
    id: 'syncInvoices',
    path: '/v1/sync/invoices',
    summary: 'Create or update invoices by number',
    body: itemsOf(syncInvoiceSchema),
  }),
  operation({
    ...shared,
    id: 'syncPayments',
    path: '/v1/sync/payments',
    summary: 'Record payments by reference, with exact allocations, and those that came back',
    body: itemsOf(syncPaymentSchema),
  }),
  operation({
    ...shared,
    id: 'syncRelatedRecords',
    path: '/v1/sync/related-records',
    summary: 'Create or update related records by kind and external id',
    body: itemsOf(syncRelatedRecordSchema),
  }),
] as const;
