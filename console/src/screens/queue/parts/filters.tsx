import type { StepType } from '../../../../../contracts/sequences/kinds.ts';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { Choice, SearchField } from '../../../parts/filters.tsx';
import { bulkQueue as bulk } from '../../../words/bulk-queue.ts';
import { stepTypes, waitReasons } from '../../../words/kinds.ts';
import { queue as say } from '../../../words/screens.ts';
import type { QueueSearch } from '../search.ts';

const TABS = [
  { tab: undefined, name: say.tabs.due },
  { tab: 'paused', name: say.tabs.paused },
  { tab: 'upcoming', name: say.tabs.upcoming },
] as const;

/** What is listed. */
export function QueueFilters({
  search,
  counts,
  onChange,
}: {
  search: QueueSearch;
  counts: Reply<'countQueue'> | undefined;
  onChange: (change: Partial<QueueSearch>) => void;
}) {
  const lists = useCall('listLists', { query: { limit: 200 } });
  return (
    <div className="row wrap filters">
      <SearchField
        label={bulk.search}
        value={search.q}
        onChange={(q) => onChange({ q } as Partial<QueueSearch>)}
      />
      <div className="row" role="group" aria-label={say.title}>
        {TABS.map(({ tab, name }) => (
          <button
            key={name}
            type="button"
            aria-pressed={search.tab === tab}
            onClick={() => onChange({ tab })}
          >
            {name}
            {search.tab === tab && counts && <span className="count">{counts.total}</span>}
          </button>
        ))}
      </div>
      <label>
        <span className="unseen">{say.type}</span>
        <select
          value={search.type ?? ''}
          onChange={(event) => onChange({ type: (event.target.value || undefined) as StepType | undefined })}
        >
          <option value="">{say.anyType}</option>
          {Object.entries(stepTypes).map(([type, name]) => (
            <option key={type} value={type}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Choice
        name={bulk.held}
        none={bulk.anyHeld}
        value={search.held}
        names={waitReasons}
        onChange={(held) => onChange({ held } as Partial<QueueSearch>)}
      />
      {lists.data && lists.data.items.length > 0 && (
        <Choice
          name={say.list}
          none={say.anyList}
          value={search.list}
          names={Object.fromEntries(lists.data.items.map(({ id, name }) => [id, name]))}
          onChange={(list) => onChange({ list } as Partial<QueueSearch>)}
        />
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={search.mine === true}
          onChange={(event) => onChange({ mine: event.target.checked || undefined } as Partial<QueueSearch>)}
        />
        {say.mine}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={search.errors === true}
          onChange={(event) =>
            onChange({ errors: event.target.checked || undefined } as Partial<QueueSearch>)
          }
        />
        {say.errors}
      </label>
    </div>
  );
}
