import { Link } from '@tanstack/react-router';
import type { ItemOf } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { automations as say, passKinds, passReasons, passStatuses } from '../../../words/automations.ts';
import { counted } from '../../../words/plural.ts';

/** Passes, those that wait for a person with what confirms them. */
export function Passes({ automationId }: { automationId: string }) {
  const list = usePages('listAutomationPasses', { params: { automationId }, query: {} });
  return (
    <section className="stack">
      <h2>{say.passes}</h2>
      <Pages list={list} empty={<Empty>{say.noPasses}</Empty>}>
        <ul className="timeline">
          {list.rows.map((pass) => (
            <Pass key={pass.id} pass={pass} />
          ))}
        </ul>
      </Pages>
    </section>
  );
}

function Pass({ pass }: { pass: ItemOf<'listAutomationPasses'> }) {
  const { may } = useSession();
  const { locale } = useLocale();
  const refresh = useRefresh();
  const params = { automationId: pass.automationId, passId: pass.id };
  const done = (text: string) => ({
    onDone: () => {
      toast(text);
      refresh('listAutomationPasses', 'getAutomationPass', 'listAutomationRecords');
    },
  });
  const confirm = useAct('confirmAutomationPass', done(say.confirmed));
  const retry = useAct('retryAutomationPass', done(say.retried));
  const { counts } = pass;
  const canSave = may('automations.save');
  return (
    <li className="stack">
      <p className="row wrap">
        <Link to="/automations/$id" params={{ id: pass.automationId }} search={{ pass: pass.id }}>
          <Moment at={pass.nominalAt} />
        </Link>
        <Mark tone={pass.status === 'waiting' ? 'warning' : pass.status === 'skipped' ? 'danger' : 'plain'}>
          {passStatuses[pass.status]}
        </Mark>
        <span className="muted">{passKinds[pass.kind]}</span>
        {pass.reason !== null && (
          <span>
            {say.because} {passReasons[pass.reason]}
          </span>
        )}
      </p>
      <p className="muted">
        {counted(counts.total, say.acted, locale)}: {counted(counts.done, say.doneCount, locale)},{' '}
        {counted(counts.failed, say.failedCount, locale)}, {counted(counts.skipped, say.leftOut, locale)}
      </p>
      {pass.text !== null && <p dir="auto">{pass.text}</p>}
      {canSave && (
        <div className="row wrap">
          {pass.status === 'waiting' && (
            <button
              type="button"
              className="primary"
              disabled={confirm.isPending}
              onClick={() => confirm.mutate({ params, body: { size: counts.total } })}
            >
              {say.confirm(countText(counts.total, locale))}
            </button>
          )}
          {counts.failed > 0 && pass.status === 'done' && (
            <button type="button" disabled={retry.isPending} onClick={() => retry.mutate({ params })}>
              {say.retry}
            </button>
          )}
        </div>
      )}
      <Refusal error={confirm.error ?? retry.error} />
    </li>
  );
}
