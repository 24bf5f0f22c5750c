import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useLocale } from '../../app/locale.ts';
import { Grid } from '../../parts/grid.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Money } from '../../parts/values.tsx';
import { words } from '../../words/en.ts';
import { counted } from '../../words/plural.ts';
import { customers as say } from '../../words/screens.ts';
import { CustomerFilters } from './parts/filters.tsx';
import { COLUMNS } from './parts/columns.tsx';
import { filtersOf, type CustomersSearch } from './search.ts';

const PAGE = 100;

/** All customers by what they owe: filters live in the address, totals are the API's, currency by currency. */
export default function CustomersScreen() {
  const search = useSearch({ from: '/customers' });
  const navigate = useNavigate({ from: '/customers' });
  const { locale } = useLocale();
  const filters = filtersOf(search);
  const list = usePages('getCustomerTable', {
    query: { ...filters, limit: PAGE, ...(search.sort && { sort: search.sort }) },
  });
  const totals = useCall('getCustomerTotals', { query: filters }, { isKept: true });
  const { rows } = list;
  // Other filters are other rows: the place among the old ones is over.
  const key = JSON.stringify(search);
  const [place, setPlace] = useState({ key, index: 0 });
  const at = place.key === key ? place.index : 0;
  const setAt = (index: number): void => setPlace({ key, index });
  const set = (change: Partial<CustomersSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const open = (id: string | undefined, tab?: string): void => {
    if (id === undefined) return;
    void navigate(
      tab === undefined
        ? { to: '/customers/$id', params: { id } }
        : { to: '/customers/$id/$tab', params: { id, tab } },
    );
  };
  const move = (step: number) => () => setAt(Math.max(0, Math.min(rows.length - 1, at + step)));
  useKeys({
    j: move(1),
    k: move(-1),
    ArrowDown: move(1),
    ArrowUp: move(-1),
    Enter: () => open(rows[at]?.id),
    w: () => open(rows[at]?.id, 'why'),
  });
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div className="screen table-screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <CustomerFilters search={search} onChange={set} />
        <ChangesBar of={['getCustomerTable', 'getCustomerTotals']} />
        <p className="row wrap totals" role="status">
          {list.first && <span>{counted(list.first.totalCount, say.count, locale)}</span>}
          {totals.data?.currencies.map(({ currency, overdue, total }) => (
            <span key={currency}>
              <strong>
                <Money amount={overdue} currency={currency} />
              </strong>{' '}
              <span className="muted">
                {say.columns.overdue} / <Money amount={total} currency={currency} /> {say.columns.total}
              </span>
            </span>
          ))}
        </p>
      </header>
      {list.isPending && <Skeleton rows={10} />}
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
        <Grid
          label={say.table}
          columns={COLUMNS}
          rows={rows}
          total={list.first?.totalCount ?? rows.length}
          at={at}
          onMove={setAt}
          onOpen={(id) => open(id)}
          isDimmed={list.isPlaceholderData}
          onMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
    </div>
  );
}
