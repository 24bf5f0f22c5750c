import { optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import { securities } from '../../../words/settings-kinds.ts';
import type { TypedServer } from './mailbox-values.ts';

/** Where a mail server is and how it lets us in; `at` is what the API calls it. */
export function ServerFields<S extends TypedServer>({
  at,
  value,
  onChange,
  error,
  hasPassword,
  isNeeded,
}: {
  at: 'smtp' | 'imap';
  value: S;
  onChange: (change: Partial<S>) => void;
  error: unknown;
  hasPassword: boolean;
  isNeeded: boolean;
}) {
  const of = <K extends keyof TypedServer>(name: K) => ({
    bind: {
      name,
      value: value[name],
      onChange: (next: TypedServer[K]) => onChange({ [name]: next } as unknown as Partial<S>),
    },
    error,
    errorField: `${at}.${name}`,
  });
  return (
    <>
      <div className="fields">
        <TextField label={say.host} {...of('host')} isRequired={isNeeded} />
        <TextField kind="number" label={say.port} {...of('port')} />
        <SelectField label={say.security} {...of('security')} options={optionsOf(securities)} />
      </div>
      <div className="fields">
        <TextField label={say.user} hint={say.userHint} {...of('user')} />
        <TextField
          kind="password"
          label={say.password}
          {...(hasPassword && { hint: say.hasPassword })}
          {...of('password')}
        />
      </div>
      <details>
        <summary>{say.authority}</summary>
        <TextArea label={say.authority} rows={4} {...of('certificateAuthority')} />
      </details>
    </>
  );
}
