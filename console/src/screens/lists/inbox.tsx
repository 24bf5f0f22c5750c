import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { usePages } from '../../api/queries.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Moment } from '../../parts/values.tsx';
import { lists } from '../../words/screens.ts';

const say = lists.inbox;
type Scope = keyof typeof say.scopes;

/** Conversations that wait for an answer, as far as they are read here. */
export default function InboxScreen() {
  const [scope, setScope] = useState<Scope>('mine');
  const list = usePages('listConversations', { query: { scope } });
  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row" role="group" aria-label={say.title}>
          {(Object.keys(say.scopes) as Scope[]).map((each) => (
            <button key={each} type="button" aria-pressed={scope === each} onClick={() => setScope(each)}>
              {say.scopes[each]}
            </button>
          ))}
        </div>
      </header>
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ id, customer, subject, lastMailAt, lastMail }) => (
            <li key={id} className="card stack">
              <p className="row between">
                <Link to="/customers/$id/$tab" params={{ id: customer.id, tab: 'communications' }} dir="auto">
                  {customer.name}
                </Link>
                <span className="muted">
                  <Moment at={lastMailAt} />
                </span>
              </p>
              <p dir="auto">
                <strong>{subject}</strong>
              </p>
              <p className="muted" dir="auto">
                {lastMail?.preview}
              </p>
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
