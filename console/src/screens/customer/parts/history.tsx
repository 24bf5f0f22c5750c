import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { WhatChanged } from '../../../parts/what-changed.tsx';
import { Moment } from '../../../parts/values.tsx';
import { customerActs as say } from '../../../words/customer-acts.ts';

/** Who changed what of the customer, and of what is its own. */
export function History({ id }: { id: string }) {
  const list = usePages('listAuditEntries', { query: { customerId: id } });
  return (
    <Pages list={list} empty={<Empty>{say.noHistory}</Empty>}>
      <ul className="timeline">
        {list.rows.map((entry) => (
          <li key={entry.id}>
            <details>
              <summary>
                <code>{entry.action}</code> <strong dir="auto">{entry.actorName ?? say.engine}</strong>{' '}
                <span className="muted">
                  <Moment at={entry.at} />
                </span>
              </summary>
              <WhatChanged before={entry.before} after={entry.after} />
            </details>
          </li>
        ))}
      </ul>
    </Pages>
  );
}
