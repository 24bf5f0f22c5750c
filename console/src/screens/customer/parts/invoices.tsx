import { Link } from '@tanstack/react-router';
import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Day, Mark, Money } from '../../../parts/values.tsx';
import { invoiceStatuses } from '../../../words/customer-acts.ts';
import { customer as say } from '../../../words/screens.ts';

/** Invoices of the customer, the oldest due first. */
export function Invoices({ id }: { id: string }) {
  const list = usePages('listInvoices', { query: { customerId: id } });
  return (
    <Pages list={list} empty={<Empty>{say.noInvoices}</Empty>}>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={say.tabs.invoices}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say.invoice.number}</th>
              <th scope="col">{say.invoice.status}</th>
              <th scope="col">{say.invoice.due}</th>
              <th scope="col" className="amount">
                {say.invoice.past}
              </th>
              <th scope="col" className="amount">
                {say.invoice.amount}
              </th>
              <th scope="col" className="amount">
                {say.invoice.balance}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <tr key={row.id}>
                <td data-name={say.invoice.number} dir="auto">
                  <Link to="/invoices" search={{ invoice: row.id }}>
                    {row.number}
                  </Link>
                </td>
                <td data-name={say.invoice.status}>
                  {invoiceStatuses[row.status]} {row.isDisputed && <Mark tone="warning">{say.disputed}</Mark>}
                </td>
                <td data-name={say.invoice.due}>
                  <Day day={row.dueOn} />
                </td>
                <td data-name={say.invoice.past} className="amount">
                  {row.daysPastDue}
                </td>
                <td data-name={say.invoice.amount} className="amount">
                  <Money amount={row.amount} currency={row.currency} />
                </td>
                <td data-name={say.invoice.balance} className="amount">
                  <Money amount={row.balance} currency={row.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Pages>
  );
}
