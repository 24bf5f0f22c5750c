import { usePages } from '../../../api/queries.ts';
import { Empty } from '../../../parts/states.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Moment } from '../../../parts/values.tsx';
import { communicationKinds, directions } from '../../../words/kinds.ts';
import { customer as say } from '../../../words/screens.ts';

const PAGE = 50;

/** Everything sent, received, said or done, the latest first. */
export function Communications({ id }: { id: string }) {
  return <CommunicationList id={id} limit={PAGE} />;
}

/** The latest of them. */
export function CommunicationList({ id, limit }: { id: string; limit: number }) {
  const list = usePages('listCommunications', { params: { customerId: id }, query: { limit } });
  return (
    <Pages list={list} isShort={limit < PAGE} empty={<Empty>{say.noCommunications}</Empty>}>
      <ul className="timeline">
        {list.rows.map(({ id: entry, kind, direction, occurredAt, subject, content, outcome }) => (
          <li key={entry}>
            <p className="muted">
              <Moment at={occurredAt} /> · {communicationKinds[kind]} {directions[direction]}
            </p>
            <p dir="auto">
              <strong>{subject}</strong> {outcome}
            </p>
            {content !== null && limit >= PAGE && (
              <p className="prose" dir="auto">
                {content}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Pages>
  );
}
