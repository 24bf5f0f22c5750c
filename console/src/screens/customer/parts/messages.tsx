import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { messageStatuses } from '../../../words/kinds.ts';
import { customer as say } from '../../../words/screens.ts';

const TONES = {
  claimed: 'muted',
  handed_over: 'muted',
  sent: 'good',
  refused: 'danger',
  uncertain: 'warning',
  cancelled: 'muted',
} as const;

/** What left and what became of it at every address, in the words of the mail server. */
export function Messages({ id }: { id: string }) {
  const list = usePages('listMessages', { query: { customerId: id } });
  return (
    <Pages list={list} empty={<Empty>{say.noMessages}</Empty>}>
      <ul className="timeline">
        {list.rows.map(({ id: message, subject, status, claimedAt, copies }) => (
          <li key={message}>
            <p className="row wrap">
              <span className="muted">
                <Moment at={claimedAt} />
              </span>
              <Mark tone={TONES[status]}>{messageStatuses[status]}</Mark>
            </p>
            <p dir="auto">
              <strong>{subject}</strong>
            </p>
            {copies.map(({ n, address, reply, reason }) => (
              <p key={n} className="muted" dir="auto">
                {address} {reply ?? reason}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Pages>
  );
}
