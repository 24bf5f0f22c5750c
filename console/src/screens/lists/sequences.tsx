import { usePages } from '../../api/queries.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Mark } from '../../parts/values.tsx';
import { sequenceStatuses } from '../../words/kinds.ts';
import { lists } from '../../words/screens.ts';

const say = lists.sequences;

/** Sequences with their state. */
export default function SequencesScreen() {
  const list = usePages('listSequences', { query: {} });
  return (
    <div className="screen">
      <h1>{say.title}</h1>
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ id, name, status }) => (
            <li key={id} className="card row between">
              <h2 dir="auto">{name}</h2>
              <Mark tone={status === 'active' ? 'good' : 'muted'}>{sequenceStatuses[status]}</Mark>
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
