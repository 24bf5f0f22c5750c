import { Link } from '@tanstack/react-router';
import { hrefOf } from '../../../api/call.ts';
import type { Input } from '../../../api/operations.ts';
import { usePages } from '../../../api/queries.ts';
import { Drawer } from '../../../parts/drawer.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Table } from '../../../parts/table.tsx';
import { Moment, Money } from '../../../parts/values.tsx';
import { reports as say } from '../../../words/reports.ts';

type Query = NonNullable<Input<'listResultRows'>['query']>;

/** Exactly the rows that a figure counts, the latest first. */
export function ResultRows({ title, query, onClose }: { title: string; query: Query; onClose: () => void }) {
  const list = usePages('listResultRows', { query });
  return (
    <Drawer title={title} onClose={onClose}>
      <p>
        <a href={hrefOf('exportResultRows', { query: query as never })} download>
          {say.csv}
        </a>
      </p>
      <Pages list={list} empty={<p className="muted">{say.noRows}</p>}>
        <Table
          label={title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.customer,
            cell: ({ customerId, customerName }) => (
              <Link to="/customers/$id" params={{ id: customerId }} dir="auto">
                {customerName}
              </Link>
            ),
          }}
          columns={[
            { name: say.when, cell: ({ at }) => <Moment at={at} /> },
            { name: say.outcome, cell: ({ outcome }) => <span dir="auto">{outcome}</span> },
            {
              name: say.amount,
              isAmount: true,
              cell: ({ amount, currency }) =>
                amount !== null && currency !== null && <Money amount={amount} currency={currency} />,
            },
          ]}
        />
      </Pages>
    </Drawer>
  );
}
