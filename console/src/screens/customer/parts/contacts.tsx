import { useState } from 'react';
import { usePages } from '../../../api/queries.ts';
import { useMayFor } from '../../../parts/owners.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { customerActs as acts } from '../../../words/customer-acts.ts';
import { customer as say } from '../../../words/screens.ts';
import { EditContact, NewContact } from './acts/contact-dialog.tsx';
import type { Overview } from './head.tsx';

const NEW = 'new';

/** People at the customer. */
export function Contacts({ customer }: { customer: Overview }) {
  const { id } = customer;
  const list = usePages('listContacts', { params: { customerId: id }, query: {} });
  const mayFor = useMayFor();
  const [open, setOpen] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  return (
    <div className="stack">
      {mayFor(customer, 'customers.save') && (
        <div className="row">
          <button type="button" onClick={() => setOpen(NEW)}>
            {acts.newContact}
          </button>
        </div>
      )}
      {open === NEW && <NewContact customerId={id} onClose={close} />}
      {open !== null && open !== NEW && <EditContact contactId={open} onClose={close} />}
      <Pages list={list} empty={<Empty>{say.noContacts}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ id: contact, name, email, phone, title, isPrimary, isActive }) => (
            <li key={contact} className={isActive ? 'card' : 'card muted'}>
              <h3 dir="auto">
                {name ?? email} {isPrimary && <Mark tone="plain">{say.primary}</Mark>}
              </h3>
              <p dir="auto">{title}</p>
              <p dir="auto">{email}</p>
              <p dir="auto">{phone}</p>
              {mayFor(customer, 'customers.save') && (
                <button type="button" onClick={() => setOpen(contact)}>
                  {acts.editContact}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Pages>
    </div>
  );
}
