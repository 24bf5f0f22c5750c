import { Link } from '@tanstack/react-router';
import type { MessageSource } from '../../../../../contracts/sending/kinds.ts';
import type { SendGroup, SendNumbers } from '../../../../../contracts/sending/send-report.ts';
import type { Input, Reply } from '../../../api/operations.ts';
import { useCall, usePages } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { useLocale } from '../../../app/locale.ts';
import { Bars } from '../../../parts/bars.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { optionsOf } from '../../../parts/fields.tsx';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Moment } from '../../../parts/values.tsx';
import { channels } from '../../../words/settings-kinds.ts';
import { messageSources, reports as say, sendFigures, sendGroups } from '../../../words/reports.ts';
import { periodOf, type ReportProps } from '../search.ts';
import { Figure } from './figure.tsx';
import { daysText } from './part-name.tsx';
import { Period } from './period.tsx';

type Row = Reply<'getSendReport'>['items'][number];
const GROUPS = Object.keys(sendGroups) as SendGroup[];
const FIGURES = Object.keys(sendFigures) as (keyof SendNumbers)[];
const ALL = 'all';
/** What is drawn, in this order; the rest is on its way, or of the sent. */
const DRAWN = [
  ['sent', 'bar-1'],
  ['uncertain', 'bar-2'],
  ['cancelled', 'bar-3'],
  ['refused', 'bar-5'],
] as const;

/** What became of messages, by time, source, channel or mailbox; each figure opens its messages. */
export function SendReport({ search, onChange }: ReportProps) {
  const { locale } = useLocale();
  const group = oneOf(search.by, GROUPS) ?? 'day';
  const report = useCall(
    'getSendReport',
    { query: { groupBy: group, ...periodOf(search) } },
    { isKept: true },
  );
  const isByTime = group === 'day' || group === 'week' || group === 'month';
  const nameOf = ({ key, name, filter }: Row): string => {
    if (key === ALL) return say.total;
    if (isByTime) return daysText({ from: filter.from ?? '', to: filter.to ?? '' }, locale);
    if (group === 'source') return messageSources[key as MessageSource];
    if (group === 'channel') return channels[key as keyof typeof channels];
    return name ?? channels.sms;
  };
  const figure = oneOf(search.figure, FIGURES);
  return (
    <>
      <p className="muted">{say.sendsAbout}</p>
      <Period
        hint={say.defaultPeriod}
        search={search}
        onChange={onChange}
        group={group}
        groups={optionsOf(sendGroups)}
      />
      <Shown read={report} rows={6}>
        {({ items, totals, from, to }) => {
          const named = items.filter((row) => !isByTime || FIGURES.some((each) => row[each] > 0));
          if (named.length === 0) return <Empty>{say.empty}</Empty>;
          const all: Row[] = [
            ...(isByTime ? named.toReversed() : named),
            { key: ALL, name: null, filter: { from, to }, ...totals },
          ];
          const opened = all.find(({ key }) => search.of !== undefined && (key ?? '') === search.of);
          const most = Math.max(...items.map((row) => DRAWN.reduce((sum, [each]) => sum + row[each], 0)));
          return (
            <>
              {isByTime && (
                <Bars
                  label={say.tabs.sends}
                  bars={items.map((row) => ({
                    key: row.key ?? '',
                    name: nameOf(row),
                    parts: DRAWN.map(([each]) => row[each]),
                  }))}
                  names={DRAWN.map(([each]) => sendFigures[each])}
                  tones={DRAWN.map(([, tone]) => tone)}
                  most={say.most(countText(most, locale))}
                />
              )}
              <div className="report-table">
                <Table
                  label={say.tabs.sends}
                  rows={all}
                  keyOf={({ key }) => key ?? ''}
                  rowHead={{ name: sendGroups[group], cell: (row) => <span dir="auto">{nameOf(row)}</span> }}
                  columns={FIGURES.map((each) => ({
                    name: sendFigures[each],
                    isAmount: true as const,
                    cell: (row: Row) => (
                      <Figure
                        value={row[each]}
                        label={`${nameOf(row)}, ${sendFigures[each]}`}
                        onOpen={() => onChange({ figure: each, of: row.key ?? '' })}
                      />
                    ),
                  }))}
                />
              </div>
              {figure && opened && (
                <Messages
                  title={`${nameOf(opened)}: ${sendFigures[figure]}`}
                  query={{
                    ...opened.filter,
                    ...(figure === 'bounced' ? { bounced: 'true' as const } : { status: figure }),
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

/** The messages that a figure counts, the latest first. */
function Messages({
  title,
  query,
  onClose,
}: {
  title: string;
  query: NonNullable<Input<'listMessages'>['query']>;
  onClose: () => void;
}) {
  const list = usePages('listMessages', { query });
  return (
    <Drawer title={title} onClose={onClose}>
      <Pages list={list} empty={<p className="muted">{say.noRows}</p>}>
        <Table
          label={title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.address,
            cell: ({ customerId, copies }) => (
              <Link to="/customers/$id/$tab" params={{ id: customerId, tab: 'communications' }} dir="auto">
                {copies[0]?.address}
              </Link>
            ),
          }}
          columns={[
            {
              name: say.when,
              cell: ({ handedOverAt, claimedAt }) => <Moment at={handedOverAt ?? claimedAt} />,
            },
            { name: say.subject, cell: ({ subject }) => <span dir="auto">{subject}</span> },
            {
              name: say.outcome,
              cell: ({ copies }) => <span dir="auto">{copies[0]?.reply ?? copies[0]?.reason}</span>,
            },
          ]}
        />
      </Pages>
    </Drawer>
  );
}
