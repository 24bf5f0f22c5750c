import type { ProgramReportGroup } from '../../../../contracts/programs/program-reports.ts';
import type { CollectedGroup } from '../../../../contracts/receivables/collected.ts';
import type { SendGroup } from '../../../../contracts/sending/send-report.ts';
import type { ResultGroup } from '../../../../contracts/sequences/result-figures.ts';
import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

const TABS = ['programs', 'sequences', 'collected', 'sends', 'owed'] as const;
export type ReportTab = (typeof TABS)[number];

/** What the reports show: which, by what, of which days, and the figure that is opened. */
export interface ReportsSearch {
  tab?: ReportTab;
  by?: ProgramReportGroup | ResultGroup | CollectedGroup | SendGroup;
  from?: string;
  to?: string;
  figure?: string;
  /** Of which group; `all`: of everything. */
  of?: string;
}

export const reportsSearch = (raw: RawSearch): ReportsSearch =>
  compact({
    tab: oneOf(raw['tab'], TABS),
    by: textOf(raw['by']) as ReportsSearch['by'],
    from: textOf(raw['from']),
    to: textOf(raw['to']),
    figure: textOf(raw['figure']),
    of: textOf(raw['of']),
  });

/** What a report is given: what stands in the address, and how to change it. */
export interface ReportProps {
  search: ReportsSearch;
  onChange: (change: { [K in keyof ReportsSearch]?: ReportsSearch[K] | undefined }) => void;
}

/** The period of a report, as far as it is chosen. */
export const periodOf = ({ from, to }: ReportsSearch) => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
});
