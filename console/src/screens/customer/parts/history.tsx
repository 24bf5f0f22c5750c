import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { customerActs as say } from '../../../words/customer-acts.ts';

/** Who changed what of the customer. */
export function History({ id }: { id: string }) {
  const list = usePages('listAuditEntries', { query: { entity: 'customer', entityId: id } });
  return (
    <Pages list={list} empty={<Empty>{say.noHistory}</Empty>}>
      <ul className="timeline">
        {list.rows.map((entry) => (
          <li key={entry.id}>
            <p className="muted">
              <span dir="auto">{entry.actorName ?? entry.actorId}</span> · <Moment at={entry.at} />
            </p>
            <p>{entry.action}</p>
            <details>
              <summary>{say.edit}</summary>
              <pre className="mail-text">{JSON.stringify(entry.after, null, 2)}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Pages>
  );
}
