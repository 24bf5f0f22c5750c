import { syncRecords } from '../../../commands/imports/sync-records.ts';
import { syncOperations } from '../../../contracts/imports/sync.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes for an ERP that keeps us up to date. */
export const syncRoutes = [
  handle(operationOf(syncOperations, 'syncCustomers'), ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'customers', ...body }),
  ),
  handle(operationOf(syncOperations, 'syncContacts'), ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'contacts', ...body }),
  ),
  handle(operationOf(syncOperations, 'syncInvoices'), ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'invoices', ...body }),
  ),
  handle(operationOf(syncOperations, 'syncPayments'), ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'payments', ...body }),
  ),
  handle(operationOf(syncOperations, 'syncRelatedRecords'), ({ deps, actor, body }) =>
    syncRecords(deps, actor, { kind: 'relatedRecords', ...body }),
  ),
];
