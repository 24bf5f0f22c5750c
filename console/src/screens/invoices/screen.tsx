import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call, exportAddress } from '../../api/call.ts';
import type { Input, ItemOf } from '../../api/operations.ts';
import { usePages } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { BulkBar } from '../../parts/bulk-bar.tsx';
import { BulkLabels } from '../../parts/bulk-labels.tsx';
import { LabelDialog } from '../../parts/label-editor.tsx';
import { Grid } from '../../parts/grid.tsx';
import { usePlace } from '../../parts/place.ts';
import { useSelection } from '../../parts/selection.ts';
import { SavedViews } from '../../parts/saved-views.tsx';
import { Empty, Refusal, Skeleton } from '../../parts/states.tsx';
import { bulkActs } from '../../words/bulk.ts';
import { words } from '../../words/en.ts';
import { invoices as say } from '../../words/invoices.ts';
import { COLUMNS } from './parts/columns.tsx';
import { InvoiceDrawer } from './parts/drawer.tsx';
import { InvoiceFilters } from './parts/filters.tsx';
import { bodyFilterOf, filtersOf, invoicesSearch, type InvoicesSearch } from './search.ts';

type Row = ItemOf<'listInvoices'>;
type Selection = Input<'createInvoiceBulkChange'>['body']['selection'];
const PAGE = 100;

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
  const place = usePlace(`invoices ${key}`, rows);
  const current = rows[place.at];
  const chosen = useSelection<Row>(key, ({ number }) => number);
  // Which ones is settled when it begins: rows that move meanwhile change nothing of it.
  const [labelled, setLabelled] = useState<{ one: Row | undefined; selection: Selection } | null>(null);
  const set = (change: Partial<InvoicesSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  // Going back closes what was opened.
  const open = (id: string | undefined): void =>
    void navigate({ search: (before) => ({ ...before, invoice: id }), replace: id === undefined });
  const canSave = may('invoices.save');
  const begin = (): void => {
    const [first] = chosen.ids;
    const one = chosen.isNone ? current : rows.find(({ id }) => id === first);
    const isOne = !chosen.isAll && chosen.ids.length < 2;
    const selection = chosen.isAll
      ? { filter: bodyFilterOf(search) }
      : { invoiceIds: chosen.isNone && current ? [current.id] : [...chosen.ids] };
    if (chosen.isAll || one) setLabelled({ one: isOne ? one : undefined, selection });
  };
  const labelsDone = (): void => {
    chosen.clear();
    refresh('listInvoices', 'getInvoice');
  };
  useKeys(
    {
      j: place.move(1),
      k: place.move(-1),
      ArrowDown: place.move(1),
      ArrowUp: place.move(-1),
      Enter: () => open(current?.id),
      ...(canSave && {
        x: () => current && chosen.toggle(current),
        l: begin,
      }),
    },
    { isOn: labelled === null },
  );
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div className="screen table-screen">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <InvoiceFilters search={search} onChange={set} />
        <div className="row wrap">
          <a className="button" href={exportAddress('exportInvoices', filters)} download>
            {words.export}
          </a>
          <SavedViews
            screen="invoices"
            search={shown}
            onOpen={(next) => void navigate({ search: invoicesSearch(next), replace: true })}
          />
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
          place={place}
          onOpen={open}
          selection={canSave ? chosen : undefined}
          isDimmed={list.isPlaceholderData}
          onMore={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
        />
      )}
      {canSave && rows.length > 0 && (
        <BulkBar
          chosen={chosen}
          total={list.hasNextPage ? null : rows.length}
          {...(current && { current: current.number })}
        >
          <button type="button" aria-keyshortcuts="l" onClick={begin}>
            {bulkActs.label} <kbd>l</kbd>
          </button>
        </BulkBar>
      )}
      {labelled?.one && (
        <LabelDialog
          title={bulkActs.labelsOf(labelled.one.number)}
          of={{ invoiceId: labelled.one.id }}
          labels={labelled.one.labels}
          onDone={labelsDone}
          onClose={() => setLabelled(null)}
        />
      )}
      {labelled && !labelled.one && (
        <BulkLabels
          onCount={(action) =>
            call('createInvoiceBulkChange', { body: { selection: labelled.selection, action } })
          }
          onDone={labelsDone}
          onClose={() => setLabelled(null)}
        />
      )}
      {invoice !== undefined && <InvoiceDrawer id={invoice} onClose={() => open(undefined)} />}
    </div>
  );
}
