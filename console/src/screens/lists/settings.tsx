import { useCall, usePages } from '../../api/queries.ts';
import { Pages } from '../../parts/pages.tsx';
import { Shown } from '../../parts/states.tsx';
import { Mark } from '../../parts/values.tsx';
import { mailboxStatuses } from '../../words/kinds.ts';
import { words } from '../../words/en.ts';
import { lists } from '../../words/screens.ts';

const say = lists.settings;

/** What the product works with, to be read. */
export default function SettingsScreen() {
  const organisation = useCall('getOrganisation', {});
  const mailboxes = usePages('listMailboxes', { query: {} });
  const users = usePages('listUsers', { query: {} });
  return (
    <div className="screen stack">
      <h1>{say.title}</h1>
      <section className="card stack">
        <h2>{say.organisation}</h2>
        <Shown read={organisation} rows={2}>
          {({ name, zone, locale, baseCurrency }) => (
            <p dir="auto">
              {name} · {zone} · {locale} · {baseCurrency}
            </p>
          )}
        </Shown>
      </section>
      <section className="card stack">
        <h2>{say.mailboxes}</h2>
        <Pages list={mailboxes} empty={<p>{words.none}</p>}>
          <ul className="plain-list">
            {mailboxes.rows.map(({ id, name, fromAddress, status, statusReason }) => (
              <li key={id}>
                <span dir="auto">{name}</span> <span className="muted">{fromAddress}</span>{' '}
                <Mark tone={status === 'working' ? 'good' : 'danger'}>{mailboxStatuses[status]}</Mark>
                {statusReason !== null && (
                  <p className="muted" dir="auto">
                    {statusReason}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </Pages>
      </section>
      <section className="card stack">
        <h2>{say.users}</h2>
        <Pages list={users} empty={<p>{words.none}</p>}>
          <ul className="plain-list">
            {users.rows.map(({ id, name, email, role }) => (
              <li key={id} dir="auto">
                {name} <span className="muted">{email}</span> <Mark tone="muted">{role}</Mark>
              </li>
            ))}
          </ul>
        </Pages>
      </section>
    </div>
  );
}
