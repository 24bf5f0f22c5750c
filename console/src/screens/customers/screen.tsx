import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { exportAddress } from '../../api/call.ts';
import type { ItemOf } from '../../api/operations.ts';
import { useCall, usePages } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useLocale } from '../../app/locale.ts';
import { useSession } from '../../app/session.tsx';
import { usePlace } from '../../parts/place.ts';
import { useSelection } from '../../parts/selection.ts';
import { Grid } from '../../parts/grid.tsx';
import { SavedViews } from '../../parts/saved-views.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Money } from '../../parts/values.tsx';
import { words } from '../../words/en.ts';
import { counted } from '../../words/plural.ts';
import { customers as say } from '../../words/screens.ts';
import { BulkActs } from './parts/bulk-acts.tsx';
import { CreateDialog } from './parts/create-dialog.tsx';
import { CustomerFilters } from './parts/filters.tsx';
import { COLUMNS } from './parts/columns.tsx';
import { bodyFilterOf, customersSearch, filtersOf, type CustomersSearch } from './search.ts';

const PAGE = 100;

/** All customers by what they owe: filters live in the address, totals are the API's, currency by currency. */
export default function CustomersScreen() {
  const search = useSearch({ from: '/customers' });
  const navigate = useNavigate({ from: '/customers' });
  const { locale } = useLocale();
  const { may } = useSession();
  const filters = filtersOf(search);
  const list = usePages('getCustomerTable', {
    query: { ...filters, limit: PAGE, ...(search.sort && { sort: search.sort }) },
  });
  const totals = useCall('getCustomerTotals', { query: filters }, { isKept: true });
  const { rows } = list;
  const key = JSON.stringify(search);
  const place = usePlace(`customers ${key}`, rows);
  const current = rows[place.at];
  const chosen = useSelection<ItemOf<'getCustomerTable'>>(key, ({ name }) => name);
  const [isCreating, setCreating] = useState(false);
  const set = (change: Partial<CustomersSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const open = (id: string | undefined, tab?: string): void => {
    if (id === undefined) return;
    place.leave();
    void navigate(
      tab === undefined
        ? { to: '/customers/$id', params: { id } }
        : { to: '/customers/$id/$tab', params: { id, tab } },
    );
  };
  useKeys({
    j: place.move(1),
    k: place.move(-1),
    ArrowDown: place.move(1),
    ArrowUp: place.move(-1),
    Enter: () => open(current?.id),
    w: () => open(current?.id, 'why'),
    ...(may('customers.save') && { x: () => current && chosen.toggle(current) }),
  });
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div className="screen table-screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <CustomerFilters search={search} onChange={set} />
        <div className="row wrap">
          {may('customers.save') && (
            <button type="button" onClick={() => setCreating(true)}>
              {say.create}
            </button>
          )}
          <a className="button" href={exportAddress('exportCustomers', filters)} download>
            {words.export}
          </a>
          <SavedViews
            screen="customers"
            search={search}
            onOpen={(next) => void navigate({ search: customersSearch(next), replace: true })}
          />
        </div>
        {isCreating && <CreateDialog onClose={() => setCreating(false)} onDone={({ id }) => open(id)} />}
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
          place={place}
          onOpen={(id) => open(id)}
          selection={may('customers.save') ? chosen : undefined}
          isDimmed={list.isPlaceholderData}
          onMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
      {rows.length > 0 && (
        <BulkActs
          chosen={chosen}
          rows={rows}
          current={current}
          filter={bodyFilterOf(filters)}
          total={list.first?.totalCount ?? rows.length}
        />
      )}
    </div>
  );
}
