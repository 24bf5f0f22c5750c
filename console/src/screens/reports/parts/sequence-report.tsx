import type { ResultFigure, ResultGroup } from '../../../../../contracts/sequences/result-figures.ts';
import { hrefOf } from '../../../api/call.ts';
import type { Reply } from '../../../api/operations.ts';
import { usePages } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { optionsOf } from '../../../parts/fields.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { reports as say, resultFigures, resultGroups } from '../../../words/reports.ts';
import { periodOf, type ReportProps } from '../search.ts';
import { Figure, Sums, type Counted } from './figure.tsx';
import { Period } from './period.tsx';
import { ResultRows } from './result-rows.tsx';

type Results = Reply<'getResults'>;
type Numbers = Results['totals'];
type Row = Results['items'][number];
const GROUPS = Object.keys(resultGroups) as ResultGroup[];
const FIGURES = Object.keys(resultFigures) as ResultFigure[];
const ALL = 'all';

/** Where the figures stand that the table shows; null: cannot be told apart by this group. */
const SHOWN: readonly [ResultFigure, (of: Numbers) => Counted | null][] = [
  ['mail.sent', ({ mail }) => mail.sent],
  ['mail.delivered', ({ mail }) => mail.delivered],
  ['mail.opened', ({ mail }) => mail.opened],
  ['mail.clicked', ({ mail }) => mail.clicked],
  ['mail.replied', ({ mail }) => mail.replied],
  ['mail.bounced', ({ mail }) => mail.bounced],
  ['mail.unsubscribed', ({ mail }) => mail.unsubscribed],
  ['sms.sent', ({ sms }) => sms.sent],
  ['sms.delivered', ({ sms }) => sms.delivered],
  ['sms.replied', ({ sms }) => sms.replied],
  ['tasks.completed', ({ tasks }) => tasks.completed],
  ['tasks.toDo', ({ tasks }) => tasks.toDo],
  ['enrollments.active', ({ enrollments }) => enrollments?.active ?? null],
  ['enrollments.completed', ({ enrollments }) => enrollments?.completed ?? null],
  ['enrollments.stopped', ({ enrollments }) => enrollments?.stopped ?? null],
];

/** Sequences, steps, users and more, compared on the same measures; each figure opens exactly what it counts. */
export function SequenceReport({ search, onChange }: ReportProps) {
  const group = oneOf(search.by, GROUPS) ?? 'sequence';
  const query = { groupBy: group, ...periodOf(search) };
  const pages = usePages('getResults', { query });
  const first = pages.first as Results | undefined;
  const rows = pages.rows as Row[];
  const figure = oneOf(search.figure, FIGURES);
  const opened =
    search.of === ALL
      ? { name: say.total, filter: periodOf(search) }
      : rows.find(({ key }) => search.of !== undefined && (key ?? '') === search.of);
  const all: Row[] =
    first === undefined || rows.length === 0
      ? rows
      : [...rows, { ...first.totals, key: ALL, name: say.total, filter: periodOf(search) }];
  return (
    <>
      <p className="muted">{say.sequenceAbout}</p>
      <Period search={search} onChange={onChange} group={group} groups={optionsOf(resultGroups)} />
      {first?.isUpToDate === false && <p className="notice">{say.notUpToDate}</p>}
      <p>
        <a href={hrefOf('exportResults', { query })} download>
          {say.csv}
        </a>
      </p>
      <Pages list={pages} empty={<Empty>{say.empty}</Empty>}>
        <div className="report-table">
          <Table
            label={say.tabs.sequences}
            rows={all}
            keyOf={({ key }) => key ?? ''}
            rowHead={{
              name: resultGroups[group],
              cell: ({ name }) => <span dir="auto">{name ?? say.noName}</span>,
            }}
            columns={[
              ...SHOWN.map(([each, of]) => ({
                name: resultFigures[each],
                isAmount: true as const,
                cell: (row: Row) => {
                  const value = of(row);
                  return value === null ? (
                    <span className="muted">–</span>
                  ) : (
                    <Figure
                      value={value}
                      label={`${row.name ?? say.noName}, ${resultFigures[each]}`}
                      onOpen={() => onChange({ figure: each, of: row.key ?? '' })}
                    />
                  );
                },
              })),
              {
                name: say.collected,
                isAmount: true,
                cell: (row: Row) =>
                  row.collected.length > 0 && (
                    <button
                      type="button"
                      className="plain"
                      onClick={() => onChange({ figure: 'collected', of: row.key ?? '' })}
                    >
                      <span>
                        <Sums of={row.collected} />
                      </span>
                    </button>
                  ),
              },
            ]}
          />
        </div>
      </Pages>
      {figure && opened && (
        <ResultRows
          title={`${opened.name ?? say.noName}: ${resultFigures[figure]}`}
          query={{ ...opened.filter, figure } as never}
          onClose={() => onChange({ figure: undefined, of: undefined })}
        />
      )}
    </>
  );
}
