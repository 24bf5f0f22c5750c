import { useAct, usePages } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { toast } from '../../../app/toasts.tsx';
import { useMayFor } from '../../../parts/owners.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty, Refusal } from '../../../parts/states.tsx';
import { Day, Mark, Moment, Money } from '../../../parts/values.tsx';
import { customerActs as say, holdKinds, promiseStatuses } from '../../../words/customer-acts.ts';
import { customer as words } from '../../../words/screens.ts';
import type { Overview } from './head.tsx';

/** What keeps messages back: holds and promises, each with what ends it. */
export function Waits({ customer }: { customer: Overview }) {
  const { id } = customer;
  const mayFor = useMayFor();
  const refresh = useRefresh();
  const holds = usePages('listHolds', { query: { customerId: id, isOpen: 'true' } });
  const promises = usePages('listPromises', { query: { customerId: id } });
  const seen = (text: string): void => {
    toast(text);
    refresh('listHolds', 'listPromises', 'explainCustomer', 'getCustomerOverview');
  };
  const end = useAct('endHold', { onDone: () => seen(say.holdEnded) });
  const withdraw = useAct('withdrawPromise', { onDone: () => seen(say.withdrawn) });
  const canSave = mayFor(customer, 'customers.save');
  if (holds.isSuccess && promises.isSuccess && holds.rows.length + promises.rows.length === 0)
    return <Empty>{say.noHolds}</Empty>;
  return (
    <div className="stack">
      <Refusal error={end.error ?? withdraw.error} />
      <Pages list={holds} empty={null}>
        <ul className="cards">
          {holds.rows.map((hold) => (
            <li key={hold.id} className="card row between">
              <p>
                <Mark tone="warning">{holdKinds[hold.kind]}</Mark> <span dir="auto">{hold.reason}</span>{' '}
                <span className="muted">
                  <Moment at={hold.startedAt} />
                  {hold.expiresAt !== null && (
                    <>
                      {' '}
                      · {words.until} <Moment at={hold.expiresAt} />
                    </>
                  )}
                </span>
              </p>
              {canSave && hold.kind !== 'promise' && hold.kind !== 'dispute' && (
                <button
                  type="button"
                  disabled={end.isPending}
                  onClick={() => end.mutate({ params: { holdId: hold.id } })}
                >
                  {say.endHold}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Pages>
      <Pages list={promises} empty={null}>
        <ul className="cards">
          {promises.rows.map((promise) => (
            <li key={promise.id} className="card row between">
              <p>
                <Mark tone={promise.status === 'broken' ? 'danger' : 'plain'}>
                  {promiseStatuses[promise.status]}
                </Mark>{' '}
                <Money amount={promise.amount} currency={promise.currency} /> ·{' '}
                <Day day={promise.promisedOn} />{' '}
                <span className="muted" dir="auto">
                  {promise.invoices.map(({ number }) => number).join(', ')}
                </span>
                {promise.note !== null && <span dir="auto"> · {promise.note}</span>}
              </p>
              {canSave && promise.status === 'open' && (
                <button
                  type="button"
                  disabled={withdraw.isPending}
                  onClick={() => withdraw.mutate({ params: { promiseId: promise.id } })}
                >
                  {say.withdraw}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
