import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import type { ItemOf } from '../../api/operations.ts';
import { readAhead, useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { Rows } from '../../parts/rows.tsx';
import { useSelection } from '../../parts/selection.ts';
import { SavedViews } from '../../parts/saved-views.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Mark, Money } from '../../parts/values.tsx';
import { bulkQueue } from '../../words/bulk-queue.ts';
import { words } from '../../words/en.ts';
import { stepStatuses, stepTypes, waitReasons } from '../../words/kinds.ts';
import { queue as say } from '../../words/screens.ts';
import { QueueBulk } from './parts/bulk.tsx';
import { Work } from './parts/work.tsx';
import { QueueFilters } from './parts/filters.tsx';
import { filtersOf, queueSearch, type QueueSearch } from './search.ts';

type Row = ItemOf<'listQueue'>;
const ROW_HEIGHT = 64;
/** So many rows behind the open one are read before they are opened. */
const AHEAD = 2;

/** Rows on one side, the work in the middle, the customer beside: an act opens the next row. */
export default function QueueScreen() {
  const search = useSearch({ from: '/queue' });
  const navigate = useNavigate({ from: '/queue' });
  const { me, may } = useSession();
  const { row: _row, ...shown } = search;
  const filters = filtersOf(search, me.id);
  const chosen = useSelection<Row>(JSON.stringify(shown), ({ customer }) => customer.name);
  const list = usePages('listQueue', { query: filters });
  const counts = useCall('countQueue', { query: filters }, { isKept: true });
  const { rows } = list;
  const open = useCallback(
    (row: string | undefined) => void navigate({ search: (before) => ({ ...before, row }), replace: true }),
    [navigate],
  );
  const current = search.row ?? rows[0]?.id ?? null;
  const at = rows.findIndex(({ id }) => id === current);
  useEffect(() => {
    for (const { id } of rows.slice(at + 1, at + 1 + AHEAD))
      readAhead('getQueueRow', { params: { stepExecutionId: id } });
  }, [rows, at]);
  const move = (step: number): void => open(rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id);
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: () => open(undefined),
    ...(may('tasks.mine') && { x: () => rows[at] && chosen.toggle(rows[at]) }),
  });
  const set = (change: Partial<QueueSearch>): void =>
    void navigate({ search: (before) => ({ ...before, row: undefined, ...change }), replace: true });
  const { tab: _tab, ...narrowed } = shown;
  const isFiltered = Object.keys(narrowed).length > 0;
  return (
    <div className="screen panes-3">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <QueueFilters search={search} counts={counts.data} onChange={set} />
        <SavedViews
          screen="queue"
          search={shown}
          onOpen={(next) => void navigate({ search: queueSearch(next), replace: true })}
        />
        <ChangesBar of={['listQueue', 'countQueue']} />
      </header>
      <section className="pane pane-list" aria-label={say.rows}>
        {list.isPending && <Skeleton rows={8} />}
        <Refusal error={list.error} onRetry={() => void list.refetch()} />
        {list.isSuccess && rows.length === 0 && (
          <Empty
            act={
              isFiltered && (
                <button
                  type="button"
                  onClick={() => void navigate({ search: queueSearch({ tab: search.tab }), replace: true })}
                >
                  {words.states.clear}
                </button>
              )
            }
          >
            {isFiltered ? say.noneMatch : say.empty[search.tab ?? 'due']}
          </Empty>
        )}
        {rows.length > 0 && (
          <Rows
            label={say.rows}
            rows={rows}
            idOf={({ id }) => id}
            current={current}
            onOpen={({ id }) => open(id)}
            height={ROW_HEIGHT}
            isDimmed={list.isPlaceholderData}
            hasMore={list.hasNextPage}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          >
            {(row) => <QueueRow row={row} isChosen={chosen.has(row)} />}
          </Rows>
        )}
      </section>
      {current === null ? (
        <section className="pane pane-work">{list.isSuccess && <Empty>{say.doneHere}</Empty>}</section>
      ) : (
        <Work rowId={current} filters={filters} onNext={(next) => open(next ?? undefined)} />
      )}
      {may('tasks.mine') && <QueueBulk chosen={chosen} filter={filters} total={counts.data?.total ?? null} />}
    </div>
  );
}

function QueueRow({ row, isChosen }: { row: Row; isChosen: boolean }) {
  const isTrouble = row.status === 'error' || row.status === 'uncertain';
  return (
    <div className="queue-row">
      <div className="row between">
        <strong dir="auto" className="cut">
          {isChosen && <Mark tone="muted">{bulkQueue.chosen}</Mark>} {row.customer.name}
        </strong>
        <Money amount={row.balance} currency={row.currency} />
      </div>
      <div className="row between muted">
        <span className="cut">
          {stepTypes[row.type]} · {row.label}
        </span>
        {isTrouble || row.status === 'sending' ? (
          <Mark tone={isTrouble ? 'danger' : 'muted'}>{stepStatuses[row.status]}</Mark>
        ) : row.heldReason !== null && row.heldReason !== 'waiting_for_person' ? (
          <Mark tone="warning">{waitReasons[row.heldReason]}</Mark>
        ) : row.isOverdue ? (
          <Mark tone="warning">{say.overdue}</Mark>
        ) : null}
      </div>
    </div>
  );
}
