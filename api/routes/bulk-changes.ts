import { applyBulkChange } from '../../commands/bulk-changes/apply-bulk-change.ts';
import {
  createCustomerBulkChange,
  createInvoiceBulkChange,
} from '../../commands/bulk-changes/create-bulk-change.ts';
import { undoBulkChange } from '../../commands/bulk-changes/undo-bulk-change.ts';
import { bulkChangeOperations } from '../../contracts/bulk-changes/bulk-changes.operations.ts';
import { routesOf } from '../handle.ts';

/** Routes of changes of many customers or invoices at once. */
export const routes = routesOf(bulkChangeOperations, {
  createCustomerBulkChange: ({ deps, actor, body }) => createCustomerBulkChange(deps, actor, body),
  createInvoiceBulkChange: ({ deps, actor, body }) => createInvoiceBulkChange(deps, actor, body),
  applyBulkChange: ({ deps, actor, params }) => applyBulkChange(deps, actor, params),
  undoBulkChange: ({ deps, actor, params }) => undoBulkChange(deps, actor, params),
});
