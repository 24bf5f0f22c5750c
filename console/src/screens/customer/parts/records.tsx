import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Day, Mark, Money } from '../../../parts/values.tsx';
import { customerActs as say } from '../../../words/customer-acts.ts';
import { recordKinds } from '../../../words/records.ts';

/** What other systems told of the customer besides invoices. */
export function Records({ id }: { id: string }) {
  const list = usePages('listRelatedRecords', { params: { customerId: id }, query: {} });
  return (
    <Pages list={list} empty={<Empty>{say.noRecords}</Empty>}>
      <ul className="cards">
        {list.rows.map((row) => (
          <li key={row.id} className="card row wrap between">
            <span>
              <Mark tone="plain">{recordKinds[row.kind]}</Mark>{' '}
              {row.url === null ? (
                <span dir="auto">{row.externalId}</span>
              ) : (
                <a href={row.url} target="_blank" rel="noopener noreferrer" dir="auto">
                  {row.externalId}
                </a>
              )}{' '}
              <span className="muted" dir="auto">
                {row.status} {row.occurredOn !== null && <Day day={row.occurredOn} />}
              </span>
            </span>
            {row.amount !== null && row.currency !== null && (
              <span>
                <Money amount={row.amount} currency={row.currency} />
                {row.open !== null && (
                  <span className="muted">
                    {' '}
                    · {say.left} <Money amount={row.open} currency={row.currency} />
                  </span>
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Pages>
  );
}
