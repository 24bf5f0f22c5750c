import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import type { Permission } from '../../../../contracts/permissions.ts';
import { useSession } from '../../app/session.tsx';
import { Empty } from '../../parts/states.tsx';
import { reports as say } from '../../words/reports.ts';
import { settings } from '../../words/settings.ts';
import { CollectedReport } from './parts/collected-report.tsx';
import { OwedReport } from './parts/owed-report.tsx';
import { ProgramReport } from './parts/program-report.tsx';
import { SendReport } from './parts/send-report.tsx';
import { SequenceReport } from './parts/sequence-report.tsx';
import type { ReportProps, ReportsSearch, ReportTab } from './search.ts';
import './reports.css';

const REPORTS: Record<ReportTab, { permission: Permission; Report: ComponentType<ReportProps> }> = {
  programs: { permission: 'programs.read', Report: ProgramReport },
  sequences: { permission: 'sequences.read', Report: SequenceReport },
  collected: { permission: 'customers.read', Report: CollectedReport },
  sends: { permission: 'customers.read', Report: SendReport },
  owed: { permission: 'customers.read', Report: OwedReport },
};

/** What was sent, what became of it, and the money that followed. */
export default function ReportsScreen() {
  const { may } = useSession();
  const search = useSearch({ from: '/reports' });
  const navigate = useNavigate({ from: '/reports' });
  const shown = (Object.keys(REPORTS) as ReportTab[]).filter((tab) => may(REPORTS[tab].permission));
  const current = search.tab !== undefined && shown.includes(search.tab) ? search.tab : shown[0];
  const onChange: ReportProps['onChange'] = (change) =>
    void navigate({ search: (before) => ({ ...before, ...change }) as ReportsSearch, replace: true });
  const Report = current === undefined ? null : REPORTS[current].Report;
  return (
    <div className="screen reports">
      <header className="screen-head">
        <h1>{say.title}</h1>
        <div className="row wrap" role="group" aria-label={say.title}>
          {shown.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={tab === current}
              onClick={() => void navigate({ search: { tab } })}
            >
              {say.tabs[tab]}
            </button>
          ))}
        </div>
      </header>
      {Report === null ? (
        <Empty>{settings.notHere}</Empty>
      ) : (
        <Report key={current} search={search} onChange={onChange} />
      )}
    </div>
  );
}
