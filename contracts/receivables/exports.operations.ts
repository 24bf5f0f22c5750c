import { operation } from '../operation.ts';
import { exportCustomersQuerySchema, exportInvoicesQuerySchema } from './exports.ts';

const DESCRIPTION =
  'CSV as RFC 4180 has it, in UTF-8, the first line names the columns; streamed, of any size. Text that a spreadsheet would take for a formula begins with an apostrophe. An import takes the file as it is and changes nothing by it. A download that breaks off in the middle is an error of the connection, never a short file.';

const shared = {
  method: 'get',
  tag: 'Exports',
  description: DESCRIPTION,
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
