import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { usePages } from '../../api/queries.ts';
import { useKeys } from '../../app/keys.ts';
import { useLocale } from '../../app/locale.ts';
import { useSession } from '../../app/session.tsx';
import { Choice, SearchField } from '../../parts/filters.tsx';
import { countText } from '../../parts/format.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Mark } from '../../parts/values.tsx';
import { words } from '../../words/en.ts';
import { sequenceStatuses } from '../../words/kinds.ts';
import { sequences as say } from '../../words/sequences.ts';
import { CreateSequence, Starters } from './parts/create.tsx';
import type { SequencesSearch } from './search.ts';

/** Sequences with their numbers. */
export default function SequencesScreen() {
  const search = useSearch({ from: '/sequences' });
  const navigate = useNavigate({ from: '/sequences' });
  const { locale } = useLocale();
  const { may } = useSession();
  const [open, setOpen] = useState<'new' | 'starters' | null>(null);
  const list = usePages('listSequences', { query: search });
  const set = (change: SequencesSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const canSave = may('sequences.save');
  useKeys({ ...(canSave && { n: () => setOpen('new') }) }, { isOn: open === null });
  const made = (id: string): void => void navigate({ to: '/sequences/$id/edit', params: { id } });
  const isFiltered = search.search !== undefined || search.status !== undefined;
  const acts = canSave && (
    <div className="row wrap">
      <button type="button" className="primary" aria-keyshortcuts="n" onClick={() => setOpen('new')}>
        {say.create} <kbd>n</kbd>
      </button>
      <button type="button" onClick={() => setOpen('starters')}>
        {say.fromStarter} …
      </button>
    </div>
  );
  return (
    <div className="screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row wrap filters">
          <SearchField label={say.search} value={search.search} onChange={(text) => set({ search: text })} />
          <Choice
            name={say.status}
            value={search.status}
            names={sequenceStatuses}
            onChange={(status) => set({ status })}
          />
          {acts}
        </div>
      </header>
      <Pages
        list={list}
        empty={
          <Empty
            act={
              isFiltered ? (
                <button type="button" onClick={() => set({ search: undefined, status: undefined })}>
                  {words.states.clear}
                </button>
              ) : (
                acts
              )
            }
          >
            {isFiltered ? say.noneMatch : say.empty}
          </Empty>
        }
      >
        <div className="table-scroll" tabIndex={0} role="group" aria-label={say.title}>
          <table>
            <thead>
              <tr>
                {Object.entries(say.columns).map(([key, name]) => (
                  <th key={key} scope="col" className={key === 'name' || key === 'status' ? '' : 'amount'}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => {
                const { enrollments, tasks, mail } = row;
                const counts = [
                  row.stepCount,
                  enrollments.active,
                  enrollments.paused,
                  enrollments.completed,
                  enrollments.stopped,
                  tasks.toDo,
                  mail.sent,
                  mail.replied.count,
                  mail.bounced.count,
                  mail.opened.count,
                ];
                return (
                  <tr key={row.id}>
                    <td data-name={say.columns.name}>
                      <Link to="/sequences/$id" params={{ id: row.id }} dir="auto" className="cut">
                        {row.name}
                      </Link>
                    </td>
                    <td data-name={say.columns.status}>
                      <Mark tone={row.status === 'active' ? 'good' : 'muted'}>
                        {sequenceStatuses[row.status]}
                      </Mark>
                    </td>
                    {Object.values(say.columns)
                      .slice(2)
                      .map((name, index) => (
                        <td key={name} data-name={name} className="amount">
                          {countText(counts[index] ?? 0, locale)}
                        </td>
                      ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </Pages>
      {open === 'new' && <CreateSequence onDone={made} onClose={() => setOpen(null)} />}
      {open === 'starters' && <Starters onDone={made} onClose={() => setOpen(null)} />}
    </div>
  );
}
