import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Mark, Money } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { dryRunReasons, programs as say } from '../../../words/programs.ts';
import type { Program } from '../screen.tsx';

/** What a run now would do, as differences to the last one; Run now confirms exactly that. */
export function DryRun({ program }: { program: Program }) {
  const { may } = useSession();
  const [isAsking, setAsking] = useState(false);
  const list = usePages('dryRunProgram', { params: { programId: program.id }, query: {} });
  const { first } = list;
  return (
    <div className="stack">
      <h2>{say.dryTitle}</h2>
      {first && <Summary run={first} />}
      {first && may('programs.run') && program.status === 'active' && (
        <div className="row">
          <button type="button" className="primary" onClick={() => setAsking(true)}>
            {say.runNow} …
          </button>
        </div>
      )}
      <Pages list={list} empty={<Empty>{say.noItems}</Empty>}>
        <ul className="plain-list">
          {list.rows.map((item) => (
            <li
              key={item.touchpoint.id + item.customer.id + (item.invoice?.id ?? '')}
              className="row wrap between"
            >
              <span>
                <Link to="/customers/$id" params={{ id: item.customer.id }} dir="auto">
                  {item.customer.name}
                </Link>{' '}
                <span className="muted" dir="auto">
                  {item.touchpoint.label} {item.invoice?.number}
                </span>
              </span>
              <span className="row wrap">
                {item.verdict === 'produced' ? (
                  <Money amount={item.net} currency={item.currency} />
                ) : (
                  <Mark tone="muted">
                    {item.reason === null ? say.leftOut.other : dryRunReasons[item.reason]}
                  </Mark>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Pages>
      {isAsking && first && <RunDialog program={program} run={first} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Summary({ run }: { run: Reply<'dryRunProgram'> }) {
  const { locale } = useLocale();
  const differences = [
    counted(run.produced, say.produced, locale),
    counted(run.changes.new, say.news, locale),
    counted(run.changes.again, say.again, locale),
    counted(run.changes.droppedOut, say.dropped, locale),
    counted(run.leftOut, say.leftOut, locale),
  ];
  return (
    <div className="stack">
      <p role="status">{differences.join(', ')}</p>
      {run.reasons.length > 0 && (
        <ul className="reasons">
          {run.reasons.map(({ reason, count }) => (
            <li key={reason}>
              {counted(count, say.leftOut, locale)}: {dryRunReasons[reason]}
            </li>
          ))}
        </ul>
      )}
      {run.proposals.replaced > 0 && (
        <p className="notice">{counted(run.proposals.replaced, say.wouldReplace, locale)}</p>
      )}
      {run.caps.surge.isHeld && <p className="notice">{say.surge}</p>}
    </div>
  );
}

function RunDialog({
  program,
  run,
  onClose,
}: {
  program: Program;
  run: Reply<'dryRunProgram'>;
  onClose: () => void;
}) {
  const refresh = useRefresh();
  const { confirmation } = run.proposals;
  const start = useAct('runProgram', {
    onDone: () => {
      toast(say.ran);
      refresh('listProgramRuns', 'dryRunProgram', 'listReviewBatches');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.runTitle}
      act={say.runNow}
      isBusy={start.isPending}
      error={start.error}
      onSubmit={() =>
        start.mutate({
          params: { programId: program.id },
          body: confirmation === null ? {} : { confirmation },
        })
      }
      onClose={onClose}
    >
      <Summary run={run} />
    </FormDialog>
  );
}
