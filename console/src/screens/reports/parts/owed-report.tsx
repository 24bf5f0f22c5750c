import type { ReportInterval } from '../../../../../contracts/report-periods.ts';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { useLocale } from '../../../app/locale.ts';
import { BUCKETS } from '../../../parts/aging-bar.tsx';
import { optionsOf } from '../../../parts/fields.tsx';
import { OwedPlot } from '../../../parts/owed-plot.tsx';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { owedIntervals, reports as say } from '../../../words/reports.ts';
import { periodOf, type ReportProps } from '../search.ts';
import { today } from '../../../words/screens.ts';
import { Period } from './period.tsx';

type Points = Reply<'getReceivablesTrend'>['points'];
const INTERVALS = Object.keys(owedIntervals) as ReportInterval[];

/** What was owed over time, currency by currency. */
export function OwedReport({ search, onChange }: ReportProps) {
  const interval = oneOf(search.by, INTERVALS) ?? 'week';
  const trend = useCall(
    'getReceivablesTrend',
    { query: { interval, ...periodOf(search) } },
    { isKept: true },
  );
  return (
    <>
      <p className="muted">{say.owedAbout}</p>
      <Period
        hint={say.defaultPeriod}
        search={search}
        onChange={onChange}
        group={interval}
        groups={optionsOf(owedIntervals)}
      />
      <Shown read={trend} rows={6}>
        {({ points }) => {
          const currencies = [
            ...new Set(points.flatMap((point) => point.currencies.map((each) => each.currency))),
          ];
          if (currencies.length === 0) return <Empty>{say.nothingOwed}</Empty>;
          return currencies.map((currency) => <Owed key={currency} currency={currency} points={points} />);
        }}
      </Shown>
    </>
  );
}

function Owed({ currency, points }: { currency: string; points: Points }) {
  const { locale } = useLocale();
  const rows = points.toReversed().flatMap(({ day, currencies }) => {
    const found = currencies.find((each) => each.currency === currency);
    return found === undefined ? [] : [{ day, ...found }];
  });
  return (
    <section className="stack" aria-label={currency}>
      <h2>{new Intl.DisplayNames(locale, { type: 'currency' }).of(currency)}</h2>
      <OwedPlot currency={currency} points={points} />
      <Table
        label={`${say.owed}, ${currency}`}
        rows={rows}
        keyOf={({ day }) => day}
        rowHead={{ name: say.day, cell: ({ day }) => <Day day={day} /> }}
        columns={[
          {
            name: say.owed,
            isAmount: true,
            cell: ({ total }) => <Money amount={total} currency={currency} />,
          },
          {
            name: say.overdue,
            isAmount: true,
            cell: ({ overdue }) => <Money amount={overdue} currency={currency} />,
          },
          ...BUCKETS.map((bucket) => ({
            name: today.buckets[bucket],
            isAmount: true as const,
            cell: ({ aging }: (typeof rows)[number]) => <Money amount={aging[bucket]} currency={currency} />,
          })),
        ]}
      />
    </section>
  );
}
