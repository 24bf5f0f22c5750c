import { useState } from 'react';
import { useSession } from '../../../app/session.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Day, Mark, Moment } from '../../../parts/values.tsx';
import { deliveries, programs as say } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';
import { TouchpointDrawer } from './touchpoint-drawer.tsx';

const NEW = 'new';

/** When it runs, and its touchpoints on a line of days past due. */
export function Plan({ program }: { program: Program }) {
  const { may } = useSession();
  const [open, setOpen] = useState<string | null>(null);
  const touchpoint = program.touchpoints.find(({ id }) => id === open) ?? null;
  const canSave = may('programs.save') && program.status !== 'archived';
  return (
    <div className="columns">
      <section className="stack">
        <h2>{say.touchpoints}</h2>
        {program.touchpoints.length === 0 && <Empty>{say.noTouchpoints}</Empty>}
        <ol className="timeline">
          {program.touchpoints.map((each) => (
            <li key={each.id} className="row wrap between">
              <span>
                <strong dir="ltr">+{each.offsetDays}</strong> <span dir="auto">{each.label}</span>{' '}
                <Mark tone="plain">{say.levels[each.level]}</Mark>{' '}
                <span className="muted">{deliveries[each.delivery]}</span>
              </span>
              <button type="button" onClick={() => setOpen(each.id)}>
                {say.editTouchpoint}
              </button>
            </li>
          ))}
        </ol>
        {canSave && (
          <div className="row">
            <button type="button" onClick={() => setOpen(NEW)}>
              {say.addTouchpoint}
            </button>
          </div>
        )}
      </section>
      <section className="stack">
        <h2>{say.nextRuns}</h2>
        {program.nextRuns.length === 0 && <p className="muted">{say.noRun}</p>}
        <ul className="plain-list">
          {program.nextRuns.map(({ at, movedFrom }) => (
            <li key={at}>
              <Moment at={at} zone={program.zone} />
              {movedFrom !== null && (
                <span className="muted">
                  {' '}
                  {say.movedFrom} <Day day={movedFrom} />
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      {(open === NEW || touchpoint) && (
        <TouchpointDrawer
          key={open}
          program={program}
          touchpoint={touchpoint}
          canSave={canSave}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}
