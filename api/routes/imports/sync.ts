import { syncRecords } from '../../../commands/imports/sync-records.ts';
import { syncOperations } from '../../../contracts/imports/sync.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes for an ERP that keeps us up to date. */
export const syncRoutes = routesOf(syncOperations, {
  syncCustomers: ({ deps, actor, body }) => syncRecords(deps, actor, { kind: 'customers', ...body }),
  syncContacts: ({ deps, actor, body }) => syncRecords(deps, actor, { kind: 'contacts', ...body }),
  syncInvoices: ({ deps, actor, body }) => syncRecords(deps, actor, { kind: 'invoices', ...body }),
  syncPayments: ({ deps, actor, body }) => syncRecords(deps, actor, { kind: 'payments', ...body }),
  syncRelatedRecords: ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'relatedRecords', ...body }),
});
