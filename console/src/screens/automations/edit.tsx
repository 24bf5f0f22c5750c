import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../api/operations.ts';
import { useCall } from '../../api/queries.ts';
import { Refusal, Shown } from '../../parts/states.tsx';
import { Mark } from '../../parts/values.tsx';
import { automations as say, automationStatuses } from '../../words/automations.ts';
import { Actions } from './parts/actions.tsx';
import { AudiencePart } from './parts/audience-part.tsx';
import { Details, Schedule } from './parts/settings.tsx';
import { Summary } from './parts/summary.tsx';
import './automations.css';

export type Automation = Reply<'getAutomation'>;

const PARTS = {
  details: (automation: Automation) => <Details automation={automation} />,
  schedule: (automation: Automation) => <Schedule automation={automation} />,
  audience: (automation: Automation) => <AudiencePart automation={automation} />,
  actions: (automation: Automation) => <Actions automation={automation} />,
  summary: (automation: Automation) => <Summary automation={automation} />,
} as const;
type Part = keyof typeof PARTS;

/** An automation as it is built, part by part; each is saved alone. */
export default function AutomationEditScreen() {
  const { id, part } = useParams({ from: '/automations/$id/edit/$part' });
  const current: Part = part in PARTS ? (part as Part) : 'details';
  const read = useCall('getAutomation', { params: { automationId: id } });
  // What is typed is about the reading that it began with: others' changes come as a conflict, not by themselves.
  const [first, setFirst] = useState<Automation | null>(null);
  if (first?.id !== id && read.data?.id === id && !read.isFetching) setFirst(read.data);
  const automation = first?.id === id ? (read.data ?? first) : null;
  return (
    <div className="screen">
      {automation === null ? (
        <>
          <Refusal error={read.error} />
          <Shown read={read}>{() => null}</Shown>
        </>
      ) : (
        <>
          <header className="screen-head stack">
            <div className="row wrap">
              <h1 dir="auto">
                <Link to="/automations/$id" params={{ id }}>
                  {automation.name}
                </Link>
              </h1>
              <Mark tone={automation.status === 'running' ? 'good' : 'muted'}>
                {automationStatuses[automation.status]}
              </Mark>
            </div>
            <nav className="tabs" aria-label={automation.name}>
              {(Object.keys(PARTS) as Part[]).map((name) => (
                <Link
                  key={name}
                  to="/automations/$id/edit/$part"
                  params={{ id, part: name }}
                  aria-current={name === current ? 'page' : undefined}
                  className={name === current ? 'tab current' : 'tab'}
                >
                  {say.parts[name]}
                </Link>
              ))}
            </nav>
          </header>
          <section key={current} className="tab-body">
            {PARTS[current](automation)}
          </section>
        </>
      )}
    </div>
  );
}
