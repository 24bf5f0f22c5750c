import { organisationToday } from '../../../commands/access/organisation-today.ts';
import type { CustomerRow } from '../../../contracts/customers/customer-table.ts';
import { exportOperations } from '../../../contracts/receivables/exports.operations.ts';
import type { Invoice } from '../../../contracts/receivables/invoices.ts';
import type { Page } from '../../../contracts/paging.ts';
import type { CustomerName } from '../../../infra/db/receivables/exports.ts';
import { recordsOf, type Column } from '../../csv-records.ts';
import { CsvDownload } from '../../answers.ts';
import { routesOf } from '../../handle.ts';

/** Rows of one statement and of one piece of the file. */
const PAGE_ROWS = 1_000;

const CUSTOMER_COLUMNS: readonly Column<CustomerRow>[] = [
  ['id', (row) => row.id],
  ['external_id', (row) => row.externalId],
  ['name', (row) => row.name],
  ['status', (row) => row.status],
  ['currency', (row) => row.currency],
  ['total', (row) => row.total, 'decimal'],
  ['overdue', (row) => row.overdue, 'decimal'],
  ['not_yet_due', (row) => row.aging.notYetDue, 'decimal'],
  ['days_1_30', (row) => row.aging.days1To30, 'decimal'],
  ['days_31_60', (row) => row.aging.days31To60, 'decimal'],
  ['days_61_90', (row) => row.aging.days61To90, 'decimal'],
  ['days_91_plus', (row) => row.aging.days91Plus, 'decimal'],
  ['credit', (row) => row.credit, 'decimal'],
  ['net', (row) => row.net, 'decimal'],
  ['open_invoices', (row) => row.openInvoiceCount],
  ['ar_owner', (row) => row.arOwner?.name ?? null],
  ['sales_owner', (row) => row.salesOwner?.name ?? null],
  ['labels', (row) => row.labels.map((label) => label.name).join('; ')],
  ['severity', (row) => row.severity],
  ['signal', (row) => row.signal?.text ?? null],
  ['contacts', (row) => row.contactCount],
  ['primary_contact', (row) => row.primaryContact?.name ?? null],
  ['primary_email', (row) => row.primaryContact?.email ?? null],
  ['last_contact_at', (row) => row.lastContactAt],
  ['score', (row) => row.score],
];

type NamedInvoice = Omit<Invoice, 'customerId'> & { customerId: string; customer: CustomerName | undefined };

const INVOICE_COLUMNS: readonly Column<NamedInvoice>[] = [
  ['id', (row) => row.id],
  ['number', (row) => row.number],
  ['external_id', (row) => row.externalId],
  ['customer_id', (row) => row.customerId],
  ['customer_external_id', (row) => row.customer?.externalId ?? null],
  ['customer_name', (row) => row.customer?.name ?? null],
  ['status', (row) => row.status],
  ['issued_on', (row) => row.issuedOn],
  ['due_on', (row) => row.dueOn],
  ['currency', (row) => row.currency],
  ['amount', (row) => row.amount, 'decimal'],
  ['balance', (row) => row.balance, 'decimal'],
  ['credit', (row) => row.credit, 'decimal'],
  ['disputed', (row) => row.isDisputed],
  ['dispute_reason', (row) => row.disputeReason],
  ['po_number', (row) => row.poNumber],
  ['pay_url', (row) => row.payUrl],
  ['pdf_url', (row) => row.pdfUrl],
];

/** Routes that answer with a file. */
export const exportRoutes = routesOf(exportOperations, {
  exportCustomers: async ({ deps, actor, query }) => {
    const { asOf: askedFor, delimiter, bom, decimalMark, ...filter } = query;
    const writing = { delimiter, bom, decimalMark };
    const now = await deps.now();
    const today = await organisationToday(deps, deps.db, { actor, now });
    const when = { today, now, asOf: askedFor === undefined || askedFor === today ? null : askedFor };
    const table = { ...filter, sort: 'name', order: 'asc', limit: PAGE_ROWS, when } as const;
    const read = (cursor: string | undefined) =>
      deps.store.customerTable.page(deps.db, actor, { ...table, cursor });
    return new CsvDownload(`customers-${askedFor ?? today}.csv`, recordsOf(CUSTOMER_COLUMNS, writing, read));
  },
  exportInvoices: async ({ deps, actor, query }) => {
    const { delimiter, bom, decimalMark, ...filter } = query;
    const writing = { delimiter, bom, decimalMark };
    const today = await organisationToday(deps, deps.db, { actor, now: await deps.now() });
    const read = async (cursor: string | undefined): Promise<Page<NamedInvoice>> => {
      const page = await deps.store.invoiceList.list(deps.db, actor, {
        ...filter,
        today,
        cursor,
        limit: PAGE_ROWS,
      });
      const ids = page.items.map((invoice) => invoice.customerId);
      const customers = await deps.store.exports.customerNames(deps.db, actor, ids);
      return {
        ...page,
        items: page.items.map((row) => ({ ...row, customer: customers.get(row.customerId) })),
      };
    };
    return new CsvDownload(`invoices-${today}.csv`, recordsOf(INVOICE_COLUMNS, writing, read));
  },
});
