import { usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Day, Mark, Moment } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { programs as say, runHeldReasons, runSkipReasons, runStatuses } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';

/** Runs that took place, with what they made, and those that did not, with why. */
export function Runs({ program }: { program: Program }) {
  const { locale } = useLocale();
  const list = usePages('listProgramRuns', { params: { programId: program.id }, query: {} });
  return (
    <Pages list={list} empty={<Empty>{say.noRuns}</Empty>}>
      <ul className="timeline">
        {list.rows.map((run) => (
          <li key={run.id} className="stack">
            <p className="row wrap">
              <strong>
                <Day day={run.localDate} />
              </strong>
              <Mark tone={run.status === 'skipped' ? 'danger' : 'plain'}>{runStatuses[run.status]}</Mark>
              {run.heldReason !== null && <Mark tone="warning">{runHeldReasons[run.heldReason]}</Mark>}
              {run.skipReason !== null && (
                <span>
                  {say.skippedBecause} {runSkipReasons[run.skipReason]}
                </span>
              )}
            </p>
            <p className="muted">
              {counted(run.produced, say.produced, locale)}, {counted(run.skipped, say.leftOut, locale)}
              {run.startedBy.name !== null && (
                <>
                  {' '}
                  · {say.by} <span dir="auto">{run.startedBy.name}</span>
                </>
              )}
              {run.startedAt !== null && (
                <>
                  {' '}
                  · <Moment at={run.startedAt} zone={program.zone} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Pages>
  );
}
