import { usePages } from '../../../api/queries.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { customer as say } from '../../../words/screens.ts';

/** People at the customer. */
export function Contacts({ id }: { id: string }) {
  const list = usePages('listContacts', { params: { customerId: id }, query: {} });
  return (
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
          </li>
        ))}
      </ul>
    </Pages>
  );
}
