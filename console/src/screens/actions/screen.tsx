import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ItemOf } from '../../api/operations.ts';
import { readAhead, usePages } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { announce } from '../../app/live.tsx';
import { Rows } from '../../parts/rows.tsx';
import { SavedViews } from '../../parts/saved-views.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Day, Mark, Money } from '../../parts/values.tsx';
import { actionKinds, actions as say, sendStatuses } from '../../words/actions.ts';
import { words } from '../../words/en.ts';
import { severities } from '../../words/kinds.ts';
import { Opened } from './parts/opened.tsx';
import { actionsSearch, filtersOf, type ActionsSearch } from './search.ts';

type Row = ItemOf<'listActions'>;
const ROW_HEIGHT = 64;
/** So many rows behind the open one are read before they are opened. */
const AHEAD = 2;
const TONES = { high: 'danger', medium: 'warning', healthy: 'good', none: 'muted' } as const;

/** What is recommended, the most severe first, with why; an act opens the next one. */
export default function ActionsScreen() {
  const search = useSearch({ from: '/actions' });
  const navigate = useNavigate({ from: '/actions' });
  const refresh = useRefresh();
  const filters = filtersOf(search);
  const list = usePages('listActions', { query: filters });
  const { rows } = list;
  const set = (change: ActionsSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const current = search.open ?? rows[0]?.id ?? null;
  const at = rows.findIndex(({ id }) => id === current);
  useEffect(() => {
    for (const { id } of rows.slice(at + 1, at + 1 + AHEAD))
      readAhead('getAction', { params: { actionId: id } });
  }, [rows, at]);
  const move = (step: number) => () =>
    set({ open: rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id });
  useKeys({ j: move(1), k: move(-1), ArrowDown: move(1), ArrowUp: move(-1) });
  const done = (what: string): void => {
    announce(what);
    set({ open: (rows[at + 1] ?? rows[at - 1])?.id });
    refresh('listActions', 'getAction');
  };
  const { open: _open, ...shown } = search;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div className="screen panes-2">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row wrap">
          <select
            aria-label={say.kind}
            value={search.kind ?? ''}
            onChange={({ target }) =>
              set({ kind: (target.value || undefined) as ActionsSearch['kind'], open: undefined })
            }
          >
            <option value="">{say.any}</option>
            {Object.entries(actionKinds).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
          <select
            aria-label={say.severity}
            value={search.severity ?? ''}
            onChange={({ target }) =>
              set({ severity: (target.value || undefined) as ActionsSearch['severity'], open: undefined })
            }
          >
            <option value="">{say.anySeverity}</option>
            <option value="high">{severities.high}</option>
            <option value="medium">{severities.medium}</option>
          </select>
          <label className="check">
            <input
              type="checkbox"
              checked={search.snoozed === true}
              onChange={({ target }) => set({ snoozed: target.checked || undefined, open: undefined })}
            />
            {say.snoozed}
          </label>
        </div>
        <SavedViews
          screen="actions"
          search={shown}
          onOpen={(next) => void navigate({ search: actionsSearch(next), replace: true })}
        />
        <ChangesBar of={['listActions']} />
      </header>
      <section className="pane pane-list" aria-label={say.rows}>
        {list.isPending && <Skeleton rows={8} />}
        <Refusal error={list.error} onRetry={() => void list.refetch()} />
        {list.isSuccess && rows.length === 0 && (
          <Empty
            act={
              isFiltered && (
                <button type="button" onClick={() => void navigate({ search: {}, replace: true })}>
                  {words.states.clear}
                </button>
              )
            }
          >
            {isFiltered ? say.noneMatch : say.empty}
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label={say.rows}
            rows={rows}
            idOf={({ id }) => id}
            current={current}
            onOpen={({ id }) => set({ open: id })}
            height={ROW_HEIGHT}
            isDimmed={list.isPlaceholderData}
            hasMore={list.hasNextPage}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          >
            {(row) => <ActionRow row={row} />}
          </Rows>
        )}
      </section>
      <section className="pane pane-work" aria-label={say.title}>
        {current === null ? (
          list.isSuccess && <Empty>{say.choose}</Empty>
        ) : (
          <Opened key={current} id={current} onDone={done} />
        )}
      </section>
    </div>
  );
}

function ActionRow({ row }: { row: Row }) {
  return (
    <div className="queue-row">
      <div className="row between">
        <strong className="cut" dir="auto">
          {row.customer.name}
        </strong>
        <Money amount={row.overdue} currency={row.currency} />
      </div>
      <div className="row between muted">
        <span className="cut" dir="auto">
          {actionKinds[row.kind]} · {row.reason}
        </span>
        <span className="row">
          {row.send && <Mark tone="plain">{sendStatuses[row.send.status]}</Mark>}
          <Mark tone={TONES[row.severity]}>{severities[row.severity]}</Mark>
          <Day day={row.snoozedUntil ?? row.dueOn} />
        </span>
      </div>
    </div>
  );
}
