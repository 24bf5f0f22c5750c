import type { ItemOf } from '../../../api/operations.ts';
import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { toast } from '../../../app/toasts.tsx';
import { useMayFor } from '../../../parts/owners.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { customerActs as say, signalSources } from '../../../words/customer-acts.ts';
import { severities } from '../../../words/kinds.ts';
import { customer as words } from '../../../words/screens.ts';
import { TONES, type Overview } from './head.tsx';

/** What stands out, with what was before; those of a rule end by themselves, the others by a person too. */
export function Signals({ customer }: { customer: Overview }) {
  const list = usePages('listSignals', { params: { customerId: customer.id }, query: {} });
  return (
    <section className="stack">
      <h2>{words.signals}</h2>
      <Pages list={list} empty={<p className="muted">{say.noSignals}</p>}>
        <ul className="timeline">
          {list.rows.map((signal) => (
            <OneSignal key={signal.id} signal={signal} customer={customer} />
          ))}
        </ul>
      </Pages>
    </section>
  );
}

function OneSignal({ signal, customer }: { signal: ItemOf<'listSignals'>; customer: Overview }) {
  const { id, severity, text, source, rule, sources, isActive, startedAt, endedAt } = signal;
  const mayFor = useMayFor();
  const refresh = useRefresh();
  const end = useAct('endSignal', {
    onDone: () => {
      toast(say.signalEnded);
      refresh('listSignals', 'getInsights', 'getCustomerOverview', 'getCustomerTable');
    },
  });
  return (
    <li className={isActive ? 'stack' : 'stack muted'}>
      <p>
        <Mark tone={isActive ? TONES[severity] : 'muted'}>{severities[severity]}</Mark>{' '}
        <span dir="auto">{text}</span>
      </p>
      {sources.map(
        ({ id: from, quote }) =>
          quote !== null && (
            <blockquote key={from} className="muted" dir="auto">
              {quote}
            </blockquote>
          ),
      )}
      <p className="muted">
        {signalSources[source]} · <Moment at={startedAt} />
        {endedAt !== null && (
          <>
            {' '}
            · {say.ended} <Moment at={endedAt} />
          </>
        )}
      </p>
      {isActive && rule === null && mayFor(customer, 'customers.save') && (
        <p>
          <button
            type="button"
            disabled={end.isPending}
            onClick={() => end.mutate({ params: { signalId: id } })}
          >
            {say.endSignal}
          </button>
        </p>
      )}
      <Refusal error={end.error} />
    </li>
  );
}
