import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call, exportAddress } from '../../api/call.ts';
import type { ItemOf } from '../../api/operations.ts';
import { usePages } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { BulkBar } from '../../parts/bulk-bar.tsx';
import { BulkLabels } from '../../parts/bulk-labels.tsx';
import { Check, Choice, SearchField } from '../../parts/filters.tsx';
import { Grid, type Column } from '../../parts/grid.tsx';
import { useSelection } from '../../parts/selection.ts';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { Day, Mark, Money } from '../../parts/values.tsx';
import { bulkActs } from '../../words/bulk.ts';
import { invoiceStatuses } from '../../words/customer-acts.ts';
import { words } from '../../words/en.ts';
import { invoices as say } from '../../words/invoices.ts';
import { InvoiceDrawer } from './parts/drawer.tsx';
import { bodyFilterOf, filtersOf, type InvoicesSearch } from './search.ts';

type Row = ItemOf<'listInvoices'>;
const PAGE = 100;
/** On which row somebody stood, by filters and order. */
const places = new Map<string, number>();

const COLUMNS: readonly Column<Row>[] = [
  { name: say.columns.number, cell: (row) => <span dir="auto">{row.number}</span> },
  {
    name: say.columns.customer,
    cell: (row) => (
      <Link to="/customers/$id" params={{ id: row.customerId }} dir="auto" className="cut" tabIndex={-1}>
        {row.customerName}
      </Link>
    ),
  },
  {
    name: say.columns.status,
    cell: (row) => (
      <>
        <Mark tone={row.status === 'open' ? 'plain' : 'muted'}>{invoiceStatuses[row.status]}</Mark>{' '}
        {row.isDisputed && <Mark tone="warning">{say.disputed}</Mark>}
      </>
    ),
  },
  { name: say.columns.due, cell: (row) => <Day day={row.dueOn} /> },
  { name: say.columns.past, isAmount: true, cell: (row) => (row.daysPastDue > 0 ? row.daysPastDue : '') },
  {
    name: say.columns.amount,
    isAmount: true,
    cell: (row) => <Money amount={row.amount} currency={row.currency} />,
  },
  {
    name: say.columns.balance,
    isAmount: true,
    cell: (row) => <Money amount={row.balance} currency={row.currency} />,
  },
  {
    name: say.columns.labels,
    cell: (row) => <span dir="auto">{row.labels.map(({ name }) => name).join(', ')}</span>,
  },
];

/** All invoices, with one open beside them. */
export default function InvoicesScreen() {
  const search = useSearch({ from: '/invoices' });
  const navigate = useNavigate({ from: '/invoices' });
  const refresh = useRefresh();
  const { may } = useSession();
  const { invoice, ...shown } = search;
  const filters = filtersOf(search);
  const list = usePages('listInvoices', {
    query: { ...filters, limit: PAGE, ...(search.sort && { sort: search.sort }) },
  });
  const { rows } = list;
  const key = JSON.stringify(shown);
  const [, setMoved] = useState(0);
  const at = Math.min(places.get(key) ?? 0, Math.max(0, rows.length - 1));
  const setAt = (index: number): void => {
    places.set(key, index);
    setMoved(index);
  };
  const chosen = useSelection<Row>(key, ({ number }) => number);
  const [isLabelling, setLabelling] = useState(false);
  const set = (change: Partial<InvoicesSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const open = (id: string | undefined): void => set({ invoice: id });
  const move = (step: number) => () => setAt(Math.max(0, Math.min(rows.length - 1, at + step)));
  const canSave = may('invoices.save');
  useKeys(
    {
      j: move(1),
      k: move(-1),
      ArrowDown: move(1),
      ArrowUp: move(-1),
      Enter: () => open(rows[at]?.id),
      ...(canSave && {
        x: () => rows[at] && chosen.toggle(rows[at]),
        l: () => rows[at] && setLabelling(true),
      }),
    },
    { isOn: !isLabelling },
  );
  const isFiltered = Object.keys(filters).length > 0;
  const current = rows[at];
  const selection = chosen.isAll
    ? { filter: bodyFilterOf(search) }
    : { invoiceIds: chosen.isNone ? (current ? [current.id] : []) : [...chosen.ids] };
  return (
    <div className="screen table-screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row wrap filters">
          <SearchField label={say.search} value={search.search} onChange={(text) => set({ search: text })} />
          <Choice
            name={say.group}
            value={search.group}
            names={say.groups}
            onChange={(group) => set({ group })}
          />
          <Choice
            name={say.sort}
            value={search.sort === 'dueOn' ? undefined : search.sort}
            names={say.sorts}
            none={say.byDue}
            onChange={(sort) => set({ sort })}
          />
          <Check
            name={say.disputedOnly}
            isOn={search.disputed === true}
            onChange={(disputed) => set({ disputed })}
          />
          <a className="button" href={exportAddress('exportInvoices', filters)} download>
            {words.export}
          </a>
        </div>
        <ChangesBar of={['listInvoices']} />
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
          label={say.title}
          columns={COLUMNS}
          rows={rows}
          total={list.hasNextPage ? -1 : rows.length}
          at={at}
          onMove={setAt}
          onOpen={open}
          selection={canSave ? chosen : undefined}
          isDimmed={list.isPlaceholderData}
          onMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
      {canSave && (
        <BulkBar chosen={chosen} total={list.hasNextPage ? null : rows.length}>
          <button type="button" aria-keyshortcuts="l" onClick={() => setLabelling(true)}>
            {bulkActs.label} <kbd>l</kbd>
          </button>
        </BulkBar>
      )}
      {isLabelling && (
        <BulkLabels
          onCount={(action) => call('createInvoiceBulkChange', { body: { selection, action } })}
          onDone={() => {
            chosen.clear();
            refresh('listInvoices', 'getInvoice');
          }}
          onClose={() => setLabelling(false)}
        />
      )}
      {invoice !== undefined && <InvoiceDrawer id={invoice} onClose={() => open(undefined)} />}
    </div>
  );
}
