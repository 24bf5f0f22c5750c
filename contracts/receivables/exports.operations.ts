import { EXPORT_DESCRIPTION } from '../export-writing.ts';
import { operation } from '../operation.ts';
import { exportCustomersQuerySchema, exportInvoicesQuerySchema } from './exports.ts';

const shared = {
  method: 'get',
  tag: 'Exports',
  description: `${EXPORT_DESCRIPTION} An import takes the file as it is and changes nothing by it.`,
  permission: 'customers.read',
  response: null,
  status: 200,
} as const;

/** Operations that answer with a file. */
export const exportOperations = [
  operation({
    ...shared,
    id: 'exportCustomers',
    path: '/v1/exports/customers',
    summary: 'Export the customers table as CSV, by name, with its filters',
    query: exportCustomersQuerySchema,
    csvResponse: 'One line a customer: what the customers table shows.',
  }),
  operation({
    ...shared,
    id: 'exportInvoices',
    path: '/v1/exports/invoices',
    summary: 'Export invoices as CSV, with the filters of their list',
    query: exportInvoicesQuerySchema,
    csvResponse: 'One line an invoice.',
  }),
] as const;
