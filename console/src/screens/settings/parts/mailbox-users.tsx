import { usePages } from '../../../api/queries.ts';
import { errorAt } from '../../../parts/form.ts';
import { UserPick } from '../../../parts/picks.tsx';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import type { TypedMailbox } from './mailbox-values.ts';

type Users = TypedMailbox['users'];

/** Whom a mailbox belongs to, as which of its addresses they send, and whether they do so where nothing is said. */
export function MailboxUsers({
  users,
  aliases,
  onChange,
  error,
}: {
  users: Users;
  aliases: string;
  onChange: (users: Users) => void;
  error: unknown;
}) {
  const known = usePages('listUsers', { query: { limit: 200 } });
  const nameOf = (id: string): string => known.rows.find((user) => user.id === id)?.name ?? id;
  const change = (userId: string, part: Partial<Users[number]>): void =>
    onChange(users.map((user) => (user.userId === userId ? { ...user, ...part } : user)));
  const addresses = aliases.split('\n').filter((line) => line.trim() !== '');
  return (
    <section className="stack" aria-label={say.users}>
      <ul className="plain-list">
        {users.map(({ userId, fromAddress, isDefault }) => {
          const name = nameOf(userId);
          return (
            <li key={userId} className="row between wrap">
              <span dir="auto">{name}</span>
              <span className="row wrap">
                {addresses.length > 0 && (
                  <select
                    aria-label={`${say.from}: ${name}`}
                    value={fromAddress ?? ''}
                    onChange={(event) => change(userId, { fromAddress: event.target.value || null })}
                  >
                    <option value="">{say.fromAddress}</option>
                    {addresses.map((address) => (
                      <option key={address} value={address}>
                        {address}
                      </option>
                    ))}
                  </select>
                )}
                <label className="check">
                  <input
                    type="checkbox"
                    checked={isDefault}
                    onChange={(event) => change(userId, { isDefault: event.target.checked })}
                  />
                  {say.isDefault}
                </label>
                <button
                  type="button"
                  aria-label={say.takeUser(name)}
                  onClick={() => onChange(users.filter((user) => user.userId !== userId))}
                >
                  ×
                </button>
              </span>
            </li>
          );
        })}
      </ul>
      <UserPick
        label={say.addUser}
        value={null}
        problem={errorAt(error, 'users')}
        onChange={(user) =>
          user &&
          !users.some(({ userId }) => userId === user.id) &&
          onChange([...users, { userId: user.id, fromAddress: null, isDefault: false }])
        }
      />
    </section>
  );
}
