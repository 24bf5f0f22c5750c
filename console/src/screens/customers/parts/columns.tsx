import { Link } from '@tanstack/react-router';
import type { ItemOf } from '../../../api/operations.ts';
import { AgingBar } from '../../../parts/aging-bar.tsx';
import type { Column } from '../../../parts/grid.tsx';
import { Mark, Moment, Money } from '../../../parts/values.tsx';
import { severities } from '../../../words/kinds.ts';
import { customers as say } from '../../../words/screens.ts';

type Row = ItemOf<'getCustomerTable'>;
const TONES = { high: 'danger', medium: 'warning', healthy: 'good', none: 'muted' } as const;

/** What the table shows of a customer (C3). */
export const COLUMNS: readonly Column<Row>[] = [
  {
    name: say.columns.name,
    cell: (row) => (
      <Link to="/customers/$id" params={{ id: row.id }} dir="auto" className="cut" tabIndex={-1}>
        {row.name}
      </Link>
    ),
  },
  {
    name: say.columns.severity,
    cell: (row) => <Mark tone={TONES[row.severity]}>{severities[row.severity]}</Mark>,
  },
  {
    name: say.columns.overdue,
    isAmount: true,
    cell: (row) => <Money amount={row.overdue} currency={row.currency} />,
  },
  {
    name: say.columns.total,
    isAmount: true,
    cell: (row) => <Money amount={row.total} currency={row.currency} />,
  },
  { name: say.columns.aging, cell: (row) => <AgingBar aging={row.aging} /> },
  {
    name: say.columns.credit,
    isAmount: true,
    cell: (row) => <Money amount={row.credit} currency={row.currency} />,
  },
  { name: say.columns.owner, cell: (row) => <span dir="auto">{row.arOwner?.name}</span> },
  {
    name: say.columns.labels,
    cell: (row) => <span dir="auto">{row.labels.map(({ name }) => name).join(', ')}</span>,
  },
  {
    name: say.columns.lastContact,
    cell: (row) => row.lastContactAt !== null && <Moment at={row.lastContactAt} />,
  },
];
