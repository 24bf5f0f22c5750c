import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/operations.ts';
import { useCall } from '../../../api/queries.ts';
import { AgingBar, AgingFigures } from '../../../parts/aging-bar.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Mark, Money } from '../../../parts/values.tsx';
import { customerStatuses } from '../../../words/kinds.ts';
import { customer as say } from '../../../words/screens.ts';
import { ActBar } from './acts/bar.tsx';

export type Overview = Reply<'getCustomerOverview'>;
/** How a severity looks beside its word. */
export const TONES = { high: 'danger', medium: 'warning', healthy: 'good', none: 'muted' } as const;

/** Name, balances, aging, owners, signals, and always one sentence: the next message, or what holds it. */
export function Head({ customer }: { customer: Overview }) {
  const { id, currency } = customer;
  const explanation = useCall('explainCustomer', { params: { customerId: id } });
  return (
    <header className="screen-head stack">
      <div className="row wrap">
        <h1 dir="auto">{customer.name}</h1>
        <Mark tone={customer.status === 'active' ? 'good' : 'warning'}>
          {customerStatuses[customer.status]}
        </Mark>
        {customer.externalId !== null && <span className="muted">{customer.externalId}</span>}
      </div>
      <p className="next-message">
        <strong>{say.next}:</strong>{' '}
        <Shown read={explanation} rows={1}>
          {({ answer }) => <span dir="auto">{answer}</span>}
        </Shown>{' '}
        <Link to="/customers/$id/$tab" params={{ id, tab: 'why' }}>
          {say.why}
        </Link>
      </p>
      <ActBar customer={customer} />
      <dl className="figures">
        {(
          [
            [say.overdue, customer.overdue],
            [say.open, customer.total],
            [say.credit, customer.credit],
            [say.net, customer.net],
          ] as const
        ).map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Money amount={amount} currency={currency} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{say.owner}</dt>
          <dd dir="auto">{customer.arOwner?.name ?? '–'}</dd>
        </div>
        <div>
          <dt>{say.sales}</dt>
          <dd dir="auto">{customer.salesOwner?.name ?? '–'}</dd>
        </div>
      </dl>
      <AgingBar aging={customer.aging} />
      <AgingFigures aging={customer.aging} currency={currency} />
      {(customer.labels.length > 0 || customer.signals.length > 0) && (
        <p className="row wrap">
          {customer.labels.map(({ id: label, name }) => (
            <Mark key={label} tone="plain">
              {name}
            </Mark>
          ))}
          {customer.signals.map((signal) => (
            <Mark key={signal.id} tone={TONES[signal.severity]}>
              {signal.text}
            </Mark>
          ))}
        </p>
      )}
    </header>
  );
}
