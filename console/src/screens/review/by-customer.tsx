import { Link } from '@tanstack/react-router';
import { usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Money } from '../../parts/values.tsx';
import { batchActs as say } from '../../words/acts.ts';
import { customers, review } from '../../words/screens.ts';
import { ReviewTabs } from './parts/review-tabs.tsx';

/** What waits for a decision, customer by customer across batches, the most overdue first. */
export default function ByCustomerScreen() {
  const list = usePages('listReviewsByCustomer', { query: {} });
  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{review.title}</h1>
        <ReviewTabs current="customers" />
        <ChangesBar of={['listReviewsByCustomer']} />
      </header>
      <Pages list={list} empty={<Empty>{say.noCustomers}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ customer, currency, overdue, items }) => (
            <li key={customer.id} className="card stack">
              <div className="row between">
                <h2 dir="auto">
                  <Link to="/customers/$id" params={{ id: customer.id }}>
                    {customer.name}
                  </Link>
                </h2>
                <span>
                  <Money amount={overdue} currency={currency} /> {customers.columns.overdue}
                </span>
              </div>
              <ul className="plain-list">
                {items.map((item) => (
                  <li key={item.id} dir="auto">
                    {item.batchId === null ? (
                      item.subject
                    ) : (
                      <Link to="/review/$batch" params={{ batch: item.batchId }} search={{ item: item.id }}>
                        {item.subject ?? item.errorDetail ?? item.id}
                      </Link>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
