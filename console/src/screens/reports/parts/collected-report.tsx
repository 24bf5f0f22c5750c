import { Link } from '@tanstack/react-router';
import type { CollectedGroup } from '../../../../../contracts/receivables/collected.ts';
import type { Input, Reply } from '../../../api/operations.ts';
import { useCall, usePages } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { useLocale } from '../../../app/locale.ts';
import { Bars } from '../../../parts/bars.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { optionsOf } from '../../../parts/fields.tsx';
import { moneyText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { collectedCauses, collectedGroups, reports as say } from '../../../words/reports.ts';
import { periodOf, type ReportProps } from '../search.ts';
import { Sums } from './figure.tsx';
import { daysText } from './part-name.tsx';
import { Period } from './period.tsx';

type Report = Reply<'getCollectedReport'>;
type Row = Report['items'][number];
const GROUPS = Object.keys(collectedGroups) as CollectedGroup[];
const ALL = 'all';

/** Money that came in, by time or by who looks after it; each figure opens its movements. */
export function CollectedReport({ search, onChange }: ReportProps) {
  const { locale } = useLocale();
  const group = oneOf(search.by, GROUPS) ?? 'week';
  const report = useCall(
    'getCollectedReport',
    { query: { groupBy: group, ...periodOf(search) } },
    { isKept: true },
  );
  const nameOf = (row: Row): string =>
    row.key === ALL ? say.total : group === 'arOwner' ? (row.name ?? say.noName) : daysText(row, locale);
  return (
    <>
      <p className="muted">{say.collectedAbout}</p>
      <Period
        hint={say.defaultPeriod}
        search={search}
        onChange={onChange}
        group={group}
        groups={optionsOf(collectedGroups)}
      />
      <Shown read={report} rows={6}>
        {({ items, totals, from, to }) => {
          if (totals.length === 0) return <Empty>{say.nothingCollected}</Empty>;
          const all: Row[] = [...items, { key: ALL, name: null, from, to, collected: totals }];
          const opened = all.find(({ key }) => search.of !== undefined && (key ?? '') === search.of);
          return (
            <>
              {group !== 'arOwner' &&
                totals.map(({ currency }) => <Plot key={currency} currency={currency} items={items} />)}
              <div className="report-table">
                <Table
                  label={say.tabs.collected}
                  rows={all}
                  keyOf={({ key }) => key ?? ''}
                  rowHead={{
                    name: collectedGroups[group],
                    cell: (row) => <span dir="auto">{nameOf(row)}</span>,
                  }}
                  columns={[
                    {
                      name: say.collected,
                      isAmount: true,
                      cell: ({ key, collected }) =>
                        collected.length > 0 && (
                          <button
                            type="button"
                            className="plain"
                            onClick={() => onChange({ figure: 'collected', of: key ?? '' })}
                          >
                            <span>
                              <Sums of={collected} />
                            </span>
                          </button>
                        ),
                    },
                  ]}
                />
              </div>
              {search.figure === 'collected' && opened && (
                <Movements
                  title={`${nameOf(opened)}: ${say.collected}`}
                  query={{
                    from: opened.from,
                    to: opened.to,
                    ...(group === 'arOwner' &&
                      opened.key !== ALL &&
                      (opened.key === null ? { unassigned: 'ar' as const } : { arOwnerId: opened.key })),
                  }}
                  onClose={() => onChange({ figure: undefined, of: undefined })}
                />
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}

/** One currency over time. Lengths are drawn from rounded numbers; no figure is. */
function Plot({ currency, items }: { currency: string; items: readonly Row[] }) {
  const { locale } = useLocale();
  const amountOf = ({ collected }: Row): string =>
    collected.find((each) => each.currency === currency)?.amount ?? '0';
  const most = items.map(amountOf).reduce((one, other) => (Number(other) > Number(one) ? other : one), '0');
  return (
    <Bars
      label={`${say.collected}, ${currency}`}
      bars={items.map((row) => ({
        key: row.key ?? '',
        name: daysText(row, locale),
        parts: [Number(amountOf(row))],
      }))}
      names={[say.collected]}
      tones={['bar-1']}
      most={say.most(moneyText(most, { currency, locale }))}
    />
  );
}

/** The movements behind a figure, the latest first. */
function Movements({
  title,
  query,
  onClose,
}: {
  title: string;
  query: NonNullable<Input<'listCollected'>['query']>;
  onClose: () => void;
}) {
  const list = usePages('listCollected', { query });
  return (
    <Drawer title={title} onClose={onClose}>
      <Pages list={list} empty={<p className="muted">{say.noRows}</p>}>
        <Table
          label={title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.customer,
            cell: ({ customerId, customerName }) => (
              <Link to="/customers/$id" params={{ id: customerId }} dir="auto">
                {customerName}
              </Link>
            ),
          }}
          columns={[
            { name: say.day, cell: ({ day }) => <Day day={day} /> },
            {
              name: say.invoice,
              cell: ({ invoiceId, invoiceNumber }) => (
                <Link to="/invoices" search={{ invoice: invoiceId }} dir="auto">
                  {invoiceNumber}
                </Link>
              ),
            },
            { name: say.cause, cell: ({ cause }) => collectedCauses[cause] },
            {
              name: say.amount,
              isAmount: true,
              cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
            },
          ]}
        />
      </Pages>
    </Drawer>
  );
}
