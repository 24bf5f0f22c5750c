import type { ProgramReportGroup } from '../../../../../contracts/programs/program-reports.ts';
import type { Reply } from '../../../api/operations.ts';
import { usePages } from '../../../api/queries.ts';
import { oneOf } from '../../../api/search.ts';
import { optionsOf } from '../../../parts/fields.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { programFigures, programGroups, reports as say, type ProgramFigure } from '../../../words/reports.ts';
import { periodOf, type ReportProps } from '../search.ts';
import { Figure, Sums } from './figure.tsx';
import { MessageRows, statusesOf } from './message-rows.tsx';
import { Period } from './period.tsx';

type Report = Reply<'getProgramsReport'>;
type Row = Report['items'][number];
const GROUPS = Object.keys(programGroups) as ProgramReportGroup[];
const FIGURES = Object.keys(programFigures) as ProgramFigure[];
const ALL = 'all';

/** What became of the messages of programs, by any group. */
export function ProgramReport({ search, onChange }: ReportProps) {
  const group = oneOf(search.by, GROUPS) ?? 'program';
  const period = periodOf(search);
  const pages = usePages('getProgramsReport', { query: { groupBy: group, ...period } });
  const totals = (pages.first as Report | undefined)?.totals;
  const rows = pages.rows as Row[];
  // Runs have a day of their own; of the others, messages of other days would be listed, too.
  const isWhole = Object.keys(period).length === 0 || group === 'run';
  const opener = (row: Row, figure: ProgramFigure) =>
    isWhole && row.key !== null && statusesOf(figure) !== null && GROUP_FILTERS[group] !== undefined
      ? () => onChange({ figure, of: row.key as string })
      : undefined;
  const opened = rows.find(({ key }) => key !== null && key === search.of);
  const figure = oneOf(search.figure, FIGURES);
  return (
    <>
      <p className="muted">{say.programAbout}</p>
      <Period search={search} onChange={onChange} group={group} groups={optionsOf(programGroups)} />
      <Pages list={pages} empty={<Empty>{say.empty}</Empty>}>
        <div className="report-table">
          <Table
            label={say.tabs.programs}
            rows={
              totals === undefined
                ? rows
                : [...rows, { ...totals, key: ALL, name: say.total, isArchived: false }]
            }
            keyOf={({ key }) => key ?? ''}
            rowHead={{
              name: programGroups[group],
              cell: ({ name, isArchived }) => (
                <span dir="auto">
                  {name ?? say.noName} {isArchived && <Mark tone="muted">{say.archived}</Mark>}
                </span>
              ),
            }}
            columns={[
              ...FIGURES.map((each) => ({
                name: programFigures[each],
                isAmount: true as const,
                cell: (row: Row) => (
                  <Figure
                    value={row[each]}
                    label={`${row.name ?? say.noName}, ${programFigures[each]}`}
                    onOpen={row.key === ALL ? undefined : opener(row, each)}
                  />
                ),
              })),
              { name: say.collected, isAmount: true, cell: ({ collected }) => <Sums of={collected} /> },
            ]}
          />
        </div>
      </Pages>
      {opened && figure && (
        <MessageRows
          title={`${opened.name ?? say.noName}: ${programFigures[figure]}`}
          query={{
            [GROUP_FILTERS[group] ?? 'programId']: opened.key as string,
            statuses: statusesOf(figure) ?? '',
          }}
          onClose={() => onChange({ figure: undefined, of: undefined })}
        />
      )}
    </>
  );
}

/** By which filter messages of a group are listed; those of a label or a month are listed nowhere. */
const GROUP_FILTERS: Partial<
  Record<ProgramReportGroup, 'programId' | 'touchpointId' | 'runId' | 'customerId'>
> = {
  program: 'programId',
  touchpoint: 'touchpointId',
  run: 'runId',
  customer: 'customerId',
};
