import { useCall } from '../../../api/queries.ts';
import { Shown } from '../../../parts/states.tsx';
import { Day, Money } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { customer as say } from '../../../words/screens.ts';
import { CommunicationList } from './communications.tsx';
import { NoteList } from './notes.tsx';

/** The facts, what was said last, and what colleagues noted. */
export function Overview({ id }: { id: string }) {
  const read = useCall('getCustomerOverview', { params: { customerId: id }, query: {} });
  return (
    <div className="columns">
      <Shown read={read}>
        {(customer) => (
          <section className="stack">
            <dl className="facts">
              <div>
                <dt>{say.oldest}</dt>
                <dd>{customer.oldestDueOn === null ? words.none : <Day day={customer.oldestDueOn} />}</dd>
              </div>
              <div>
                <dt>{say.disputed}</dt>
                <dd>
                  <Money amount={customer.disputed} currency={customer.currency} />
                </dd>
              </div>
              <div>
                <dt>{say.tabs.contacts}</dt>
                <dd dir="auto">
                  {customer.primaryContact === null ? (
                    customer.contactCount
                  ) : (
                    <>
                      {customer.primaryContact.name} {customer.primaryContact.email}
                    </>
                  )}
                </dd>
              </div>
              <div>
                <dt>{say.lists}</dt>
                <dd dir="auto">{customer.lists.map(({ name }) => name).join(', ') || words.none}</dd>
              </div>
            </dl>
          </section>
        )}
      </Shown>
      <section className="stack">
        <h2>{say.tabs.communications}</h2>
        <CommunicationList id={id} limit={5} />
      </section>
      <section className="stack">
        <h2>{say.tabs.notes}</h2>
        <NoteList id={id} />
      </section>
    </div>
  );
}
