import { useNavigate, useSearch } from '@tanstack/react-router';
import { useSession } from '../../app/session.tsx';
import { Empty } from '../../parts/states.tsx';
import { imports as say } from '../../words/imports.ts';
import { NewImport } from './parts/new-import.tsx';
import { PastImports } from './parts/past.tsx';
import { Profiles } from './parts/profiles.tsx';
import type { ImportsSearch } from './search.ts';
import './imports.css';

const TABS = ['new', 'past', 'profiles'] as const;

/** From a file to what is stored: looked at, asked about, tried out, imported. */
export default function ImportsScreen() {
  const { may } = useSession();
  const search = useSearch({ from: '/imports' });
  const navigate = useNavigate({ from: '/imports' });
  const set = (next: ImportsSearch): void => void navigate({ search: next });
  const current = search.tab ?? 'new';
  return (
    <div className="screen imports">
      <header className="screen-head">
        <h1>{say.title}</h1>
        {may('customers.import') && (
          <div className="row wrap" role="group" aria-label={say.title}>
            {TABS.map((tab) => (
              <button
                key={tab}
                type="button"
                aria-pressed={tab === current}
                onClick={() => set(tab === 'new' ? {} : { tab })}
              >
                {say.tabs[tab]}
              </button>
            ))}
          </div>
        )}
      </header>
      {!may('customers.import') ? (
        <Empty>{say.notYours}</Empty>
      ) : current === 'new' ? (
        <NewImport />
      ) : current === 'past' ? (
        <PastImports
          opened={search.open ?? null}
          onOpen={(open) => set({ tab: 'past', ...(open !== null && { open }) })}
        />
      ) : (
        <Profiles />
      )}
    </div>
  );
}
