import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../api/operations.ts';
import { useAct, useCall } from '../../api/queries.ts';
import { useRefresh } from '../../api/refresh.ts';
import { ChangesBar } from '../../app/changes-bar.tsx';
import { useSession } from '../../app/session.tsx';
import { toast } from '../../app/toasts.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Refusal, Shown } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { automations as say, automationStatuses } from '../../words/automations.ts';
import { Passes } from './parts/passes.tsx';
import { Records } from './parts/records.tsx';

type Automation = Reply<'getAutomation'>;

/** One automation: its state, and what its passes did. */
export default function AutomationScreen() {
  const { id } = useParams({ from: '/automations/$id' });
  const { pass } = useSearch({ from: '/automations/$id' });
  const read = useCall('getAutomation', { params: { automationId: id } });
  return (
    <div className="screen">
      <Shown read={read} rows={3}>
        {(automation) => (
          <>
            <header className="screen-head stack">
              <div className="row wrap">
                <h1 dir="auto">{automation.name}</h1>
                <Mark tone={automation.status === 'running' ? 'good' : 'muted'}>
                  {automationStatuses[automation.status]}
                </Mark>
              </div>
              {automation.pause && (
                <p className="notice" dir="auto">
                  {say.pausedBecause}: {automation.pause.text}
                </p>
              )}
              <p>
                {say.next}: {automation.nextPassAt === null ? '–' : <Moment at={automation.nextPassAt} />}
              </p>
              <Acts automation={automation} />
              <ChangesBar of={['listAutomationPasses', 'getAutomation']} />
            </header>
            {pass === undefined ? <Passes automationId={id} /> : <Records automationId={id} passId={pass} />}
          </>
        )}
      </Shown>
    </div>
  );
}

function Acts({ automation }: { automation: Automation }) {
  const { may } = useSession();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [isRemoving, setRemoving] = useState(false);
  const [mind, setMind] = useState<readonly string[]>([]);
  const params = { automationId: automation.id };
  const done = (text: string) => ({
    onDone: (reply: object | undefined) => {
      const warnings = (reply as { warnings?: { text: string }[] } | undefined)?.warnings ?? [];
      setMind(warnings.map((warning) => warning.text));
      toast(text);
      refresh('getAutomation', 'listAutomations', 'listAutomationPasses');
    },
  });
  const start = useAct('startAutomation', done(say.started));
  const pause = useAct('pauseAutomation', done(say.paused));
  const resume = useAct('resumeAutomation', done(say.resumed));
  const deactivate = useAct('deactivateAutomation', done(say.deactivated));
  const run = useAct('runAutomation', done(say.ran));
  const remove = useAct('deleteAutomation', {
    onDone: () => {
      toast(say.removed);
      refresh('listAutomations');
      void navigate({ to: '/automations' });
    },
  });
  if (!may('automations.save')) return null;
  const { status } = automation;
  const all = [start, pause, resume, deactivate, run];
  const isBusy = all.some(({ isPending }) => isPending);
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.acts}>
        <Link
          className="button"
          to="/automations/$id/edit/$part"
          params={{ id: automation.id, part: 'details' }}
        >
          {say.edit}
        </Link>
        {(status === 'created' || status === 'inactive') && (
          <button
            type="button"
            className="primary"
            disabled={isBusy}
            onClick={() => start.mutate({ params, body: {} })}
          >
            {say.start}
          </button>
        )}
        {status === 'running' && (
          <>
            <button type="button" disabled={isBusy} onClick={() => run.mutate({ params })}>
              {say.run}
            </button>
            <button type="button" disabled={isBusy} onClick={() => pause.mutate({ params })}>
              {say.pause}
            </button>
          </>
        )}
        {status === 'paused' && (
          <button
            type="button"
            className="primary"
            disabled={isBusy}
            onClick={() => resume.mutate({ params, body: {} })}
          >
            {say.resume}
          </button>
        )}
        {(status === 'running' || status === 'paused') && (
          <button type="button" disabled={isBusy} onClick={() => deactivate.mutate({ params })}>
            {say.deactivate}
          </button>
        )}
        {status === 'created' && (
          <button type="button" className="danger" onClick={() => setRemoving(true)}>
            {say.remove} …
          </button>
        )}
      </div>
      <Refusal error={all.find(({ error }) => error)?.error} />
      {mind.length > 0 && (
        <div className="notice">
          <strong>{say.mind}</strong>
          <ul className="reasons">
            {mind.map((text) => (
              <li key={text} dir="auto">
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
      {isRemoving && (
        <ConfirmDialog
          title={say.removeTitle}
          about={automation.name}
          act={say.remove}
          isBusy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate({ params })}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}
