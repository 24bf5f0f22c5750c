import { useNavigate, useSearch } from '@tanstack/react-router';
import { useKeys } from '../../app/keys.ts';
import { usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { Rows } from '../../parts/rows.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Day, Mark } from '../../parts/values.tsx';
import { touchpointReasons, touchpointStatuses } from '../../words/kinds.ts';
import { lists } from '../../words/screens.ts';
import { Opened } from './parts/opened.tsx';
import type { ScheduledSearch } from './search.ts';

const say = lists.scheduled;
const ROW_HEIGHT = 64;
const SHOWN = {
  open: { statuses: 'scheduled,proposed,approved', order: 'asc' },
  trouble: { statuses: 'failed,uncertain', order: 'desc' },
  past: { statuses: 'completed,cancelled,superseded,skipped', order: 'desc' },
} as const;

/** What programs will send, by day, with what holds each. */
export default function ScheduledScreen() {
  const search = useSearch({ from: '/scheduled' });
  const navigate = useNavigate({ from: '/scheduled' });
  const show = search.show ?? 'open';
  const list = usePages('listScheduledTouchpoints', { query: SHOWN[show] });
  const { rows } = list;
  const current = search.open ?? rows[0]?.id ?? null;
  const at = rows.findIndex(({ id }) => id === current);
  const set = (change: ScheduledSearch): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const move = (step: number) => () =>
    set({ open: rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.id });
  useKeys({ j: move(1), k: move(-1), ArrowDown: move(1), ArrowUp: move(-1) });
  return (
    <div className="screen panes-2">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row" role="group" aria-label={say.title}>
          {(Object.keys(SHOWN) as (keyof typeof SHOWN)[]).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={show === each}
              onClick={() => set({ show: each === 'open' ? undefined : each, open: undefined })}
            >
              {say.statuses[each]}
            </button>
          ))}
        </div>
        <ChangesBar of={['listScheduledTouchpoints', 'getScheduledTouchpoint']} />
      </header>
      <section className="pane pane-list" aria-label={say.title}>
        {list.isPending && <Skeleton rows={8} />}
        <Refusal error={list.error} onRetry={() => void list.refetch()} />
        {list.isSuccess && rows.length === 0 && <Empty>{say.empty}</Empty>}
        {rows.length > 0 && (
          <Rows
            label={say.title}
            rows={rows}
            idOf={({ id }) => id}
            current={current}
            onOpen={({ id }) => set({ open: id })}
            height={ROW_HEIGHT}
            isDimmed={list.isPlaceholderData}
            hasMore={list.hasNextPage}
            onMore={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          >
            {(row) => (
              <div className="queue-row">
                <div className="row between">
                  <strong className="cut" dir="auto">
                    {row.customer.name}
                  </strong>
                  <Day day={row.plannedOn} />
                </div>
                <div className="row between muted">
                  <span className="cut" dir="auto">
                    {row.program.name} · {row.touchpoint.label}
                  </span>
                  <Mark tone={row.status === 'failed' || row.status === 'uncertain' ? 'danger' : 'muted'}>
                    {row.reason === null
                      ? touchpointStatuses[row.status]
                      : `${touchpointStatuses[row.status]}: ${touchpointReasons[row.reason]}`}
                  </Mark>
                </div>
              </div>
            )}
          </Rows>
        )}
      </section>
      <section className="pane pane-work" aria-label={say.explain}>
        {current === null ? (
          list.isSuccess && <Empty>{say.choose}</Empty>
        ) : (
          <Opened key={current} id={current} />
        )}
      </section>
    </div>
  );
}
