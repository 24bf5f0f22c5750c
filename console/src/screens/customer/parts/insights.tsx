import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useMayFor } from '../../../parts/owners.ts';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Day, Mark, Moment } from '../../../parts/values.tsx';
import { customerActs as say } from '../../../words/customer-acts.ts';
import { severities } from '../../../words/kinds.ts';
import { TONES, type Overview } from './head.tsx';
import { Signals } from './signals.tsx';

/** What stands out of the customer, and what rules would do next. */
export function Insights({ customer }: { customer: Overview }) {
  const { id } = customer;
  const mayFor = useMayFor();
  const refresh = useRefresh();
  const params = { customerId: id };
  const read = useCall('getInsights', { params });
  const look = useAct('refreshInsights', { onDone: () => refresh('getInsights', 'getCustomerOverview') });
  return (
    <Shown read={read}>
      {({ computedAt, summary, plan }) => (
        <div className="columns">
          <Signals customer={customer} />
          <section className="stack">
            <h2>{say.summary}</h2>
            {summary.length === 0 && <p className="muted">{say.noSummary}</p>}
            <ul className="timeline">
              {summary.map((item) => (
                <li key={item.text + item.source.id}>
                  <p dir="auto">{item.text}</p>
                  {item.quote !== null && (
                    <blockquote className="muted" dir="auto">
                      {item.quote}
                    </blockquote>
                  )}
                  <Day day={item.on} />
                </li>
              ))}
            </ul>
          </section>
          <section className="stack">
            <h2>{say.plan}</h2>
            <ul className="plain-list">
              {plan.map((step) => (
                <li key={step.key}>
                  <Mark tone={TONES[step.severity]}>{severities[step.severity]}</Mark>{' '}
                  <span dir="auto">{step.reason}</span>{' '}
                  <span className="muted">
                    <Day day={step.dueOn} />
                    {step.isRecommended && <> · {say.recommended}</>}
                  </span>
                </li>
              ))}
            </ul>
            <p className="muted">
              {say.computed} <Moment at={computedAt} />
            </p>
            {mayFor(customer, 'customers.save') && (
              <button type="button" disabled={look.isPending} onClick={() => look.mutate({ params })}>
                {say.refresh}
              </button>
            )}
            <Refusal error={look.error} />
          </section>
        </div>
      )}
    </Shown>
  );
}
