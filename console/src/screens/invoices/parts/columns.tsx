import { Link } from '@tanstack/react-router';
import type { ItemOf } from '../../../api/operations.ts';
import type { Column } from '../../../parts/grid.tsx';
import { Day, Mark, Money } from '../../../parts/values.tsx';
import { invoiceStatuses } from '../../../words/customer-acts.ts';
import { invoices as say } from '../../../words/invoices.ts';

type Row = ItemOf<'listInvoices'>;

/** What the table shows of an invoice (C15). */
export const COLUMNS: readonly Column<Row>[] = [
  { name: say.columns.number, cell: (row) => <span dir="auto">{row.number}</span> },
  {
    name: say.columns.customer,
    cell: (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }} dir="auto" className="cut" tabIndex={-1}>
        {row.customerName}
      </Link>
    ),
  },
  {
    name: say.columns.status,
    cell: (row) => (
      <>
        <Mark tone={row.status === 'open' ? 'plain' : 'muted'}>{invoiceStatuses[row.status]}</Mark>{' '}
        {row.isDisputed && <Mark tone="warning">{say.disputed}</Mark>}
      </>
    ),
  },
  { name: say.columns.due, cell: (row) => <Day day={row.dueOn} /> },
  { name: say.columns.past, isAmount: true, cell: (row) => (row.daysPastDue > 0 ? row.daysPastDue : '') },
  {
    name: say.columns.amount,
    isAmount: true,
    cell: (row) => <Money amount={row.amount} currency={row.currency} />,
  },
  {
    name: say.columns.balance,
    isAmount: true,
    cell: (row) => <Money amount={row.balance} currency={row.currency} />,
  },
  {
    name: say.columns.labels,
    cell: (row) => <span dir="auto">{row.labels.map(({ name }) => name).join(', ')}</span>,
  },
];
