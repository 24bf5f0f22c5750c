import { usePages } from '../../api/queries.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { programStatuses } from '../../words/kinds.ts';
import { lists } from '../../words/screens.ts';

const say = lists.programs;

/** Programs with their next run. */
export default function ProgramsScreen() {
  const list = usePages('listPrograms', { query: {} });
  return (
    <div className="screen">
      <h1>{say.title}</h1>
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ id, name, status, nextRunAt, zone }) => (
            <li key={id} className="card stack">
              <p className="row between">
                <strong dir="auto">{name}</strong>
                <Mark tone={status === 'active' ? 'good' : 'muted'}>{programStatuses[status]}</Mark>
              </p>
              <p className="muted">
                {say.next}: {nextRunAt === null ? '–' : <Moment at={nextRunAt} zone={zone} />}
              </p>
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
