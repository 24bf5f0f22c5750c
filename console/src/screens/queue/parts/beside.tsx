import { Link } from '@tanstack/react-router';
import { CustomerTitle } from '../../../parts/customer-title.tsx';
import { Day, Moment, Money } from '../../../parts/values.tsx';
import { communicationKinds, directions } from '../../../words/kinds.ts';
import { customers, queue as say } from '../../../words/screens.ts';
import type { Detail } from './work.tsx';

/** They stand above, with their currency. */
const SHOWN = /^(?:balance\.|customer\.(?:name|currency)$|contact\.(?:name|email|phone)$)/;

/** What the reader chose to see, as far as there is something. */
const cardOf = ({ card }: Detail) =>
  card.filter(
    ({ field, value }) => value !== null && value !== undefined && value !== '' && !SHOWN.test(field),
  );

/** `customer.properties.region` as `region`, `customer.externalId` as `external id`. */
const nameOfField = (field: string): string =>
  field.includes('.properties.')
    ? (field.split('.properties.')[1] ?? field)
    : (field.split('.').at(-1) ?? field).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Who it is about: what they owe, whom to reach, what was said last. */
export function Beside({ row }: { row: Detail }) {
  const money = (amount: string) => <Money amount={amount} currency={row.currency} />;
  return (
    <div className="stack">
      <CustomerTitle customer={row.customer} />
      <Link to="/customers/$id/$tab" params={{ id: row.customer.id, tab: 'why' }}>
        {customers.why}
      </Link>
      <dl className="facts">
        <div>
          <dt>{say.balance}</dt>
          <dd>{money(row.balance)}</dd>
        </div>
        {Number(row.credit) !== 0 && (
          <>
            <div>
              <dt>{say.credit}</dt>
              <dd>{money(row.credit)}</dd>
            </div>
            <div>
              <dt>{say.net}</dt>
              <dd>{money(row.net)}</dd>
            </div>
          </>
        )}
        {row.contact && (
          <div>
            <dt>{say.contact}</dt>
            <dd dir="auto">
              {row.contact.name}
              {row.contact.email !== null && <div className="muted">{row.contact.email}</div>}
              {row.contact.phone !== null && (
                <div>
                  {row.contact.tel === null ? (
                    row.contact.phone
                  ) : (
                    <a href={row.contact.tel}>{row.contact.phone}</a>
                  )}
                </div>
              )}
            </dd>
          </div>
        )}
        {cardOf(row).map(({ field, value }) => (
          <div key={field}>
            <dt dir="auto">{nameOfField(field)}</dt>
            <dd dir="auto">{String(value)}</dd>
          </div>
        ))}
      </dl>
      {row.documents.length > 0 && (
        <ul className="plain-list">
          {row.documents.map(({ id, externalId, url, occurredOn }) => (
            <li key={id}>
              {url === null ? (
                externalId
              ) : (
                <a href={url} target="_blank" rel="noopener noreferrer">
                  {externalId}
                </a>
              )}
              {occurredOn !== null && (
                <span className="muted">
                  {' '}
                  <Day day={occurredOn} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <h3>{say.last}</h3>
      {row.communications.length === 0 && <p className="muted">{say.noLast}</p>}
      <ul className="plain-list">
        {row.communications.slice(0, 5).map(({ id, kind, direction, occurredAt, subject, outcome }) => (
          <li key={id}>
            <span className="muted">
              <Moment at={occurredAt} /> · {communicationKinds[kind]} {directions[direction]}
            </span>
            <div dir="auto">{subject ?? outcome}</div>
          </li>
        ))}
      </ul>
      <h3>{say.notes}</h3>
      {row.notes.length === 0 && <p className="muted">{say.noNotes}</p>}
      <ul className="plain-list">
        {row.notes.slice(0, 5).map(({ id, content, authorName, createdAt }) => (
          <li key={id}>
            <p className="prose" dir="auto">
              {content}
            </p>
            <span className="muted">
              {authorName} · <Moment at={createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
