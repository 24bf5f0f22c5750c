import { Link, useParams, useSearch } from '@tanstack/react-router';
import type { Reply } from '../../api/operations.ts';
import { useCall } from '../../api/queries.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { Shown } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { programStatuses } from '../../words/kinds.ts';
import { programs as say } from '../../words/programs.ts';
import { ProgramActs } from './parts/acts.tsx';
import { Customers } from './parts/customers.tsx';
import { DryRun } from './parts/dry-run.tsx';
import { Plan } from './parts/plan.tsx';
import { Report } from './parts/report.tsx';
import { Runs } from './parts/runs.tsx';
import { Settings } from './parts/settings.tsx';

export type Program = Reply<'getProgram'>;

const TABS = {
  plan: (program: Program) => <Plan program={program} />,
  customers: (program: Program) => <Customers program={program} />,
  dry: (program: Program) => <DryRun program={program} />,
  runs: (program: Program) => <Runs program={program} />,
  report: (program: Program) => <Report program={program} />,
  settings: (program: Program) => <Settings key={program.id} program={program} />,
} as const;
type Tab = keyof typeof TABS;

/** One program: why it is silent on top, then its plan, its customers, what a run would do, and what came of it. */
export default function ProgramScreen() {
  const { id } = useParams({ from: '/programs/$id' });
  const { tab = 'plan' } = useSearch({ from: '/programs/$id' });
  const read = useCall('getProgram', { params: { programId: id } });
  return (
    <div className="screen">
      <Shown read={read} rows={4}>
        {(program) => (
          <>
            <header className="screen-head stack">
              <div className="row wrap">
                <h1 dir="auto">{program.name}</h1>
                <Mark tone={program.status === 'active' ? 'good' : 'muted'}>
                  {programStatuses[program.status]}
                </Mark>
              </div>
              {program.silentBecause.length > 0 && (
                <div className="notice">
                  <strong>{say.silent}</strong>
                  <ul className="reasons">
                    {program.silentBecause.map(({ reason, detail }) => (
                      <li key={reason} dir="auto">
                        {detail}
                      </li>
                    ))}
                  </ul>
                </div>
              )}
              <p>
                {say.nextRun}:{' '}
                {program.nextRuns[0] ? <Moment at={program.nextRuns[0].at} zone={program.zone} /> : say.noRun}
              </p>
              <ProgramActs program={program} />
              <nav className="tabs" aria-label={program.name}>
                {(Object.keys(TABS) as Tab[]).map((name) => (
                  <Link
                    key={name}
                    to="/programs/$id"
                    params={{ id }}
                    search={{ tab: name }}
                    aria-current={name === tab ? 'page' : undefined}
                    className={name === tab ? 'tab current' : 'tab'}
                  >
                    {say.tabs[name]}
                  </Link>
                ))}
              </nav>
              <ChangesBar of={['getProgram', 'listProgramRuns', 'listProgramEnrollments']} />
            </header>
            <section className="tab-body">{TABS[tab](program)}</section>
          </>
        )}
      </Shown>
    </div>
  );
}
