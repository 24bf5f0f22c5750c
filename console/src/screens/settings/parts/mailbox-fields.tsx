import { useCall } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import type { Form } from '../../../parts/form.ts';
import { mailboxes as say } from '../../../words/mailboxes.ts';
import { MailboxUsers } from './mailbox-users.tsx';
import type { Mailbox, TypedMailbox } from './mailbox-values.ts';
import { ServerFields } from './server-fields.tsx';

/** Everything that is said of a mailbox; `isShort`: what a new one needs. */
export function MailboxFields({
  form,
  error,
  read,
}: {
  form: Form<TypedMailbox>;
  error: unknown;
  /** As it stands; null: it is new. */
  read: Mailbox | null;
}) {
  const { may } = useSession();
  const providers = useCall(
    'listOauthProviders',
    { query: { limit: 200 } },
    { isOn: may('mailboxes.manage') },
  );
  const { values, set, bind } = form;
  const signsIn: (readonly [string, string])[] = [
    ['', say.byPassword],
    ...(providers.data?.items ?? []).map(({ id, name }) => [id, name] as const),
  ];
  return (
    <>
      <TextField label={say.name} bind={bind('name')} error={error} isRequired autoFocus={read === null} />
      <div className="fields">
        <TextField kind="email" label={say.fromAddress} bind={bind('fromAddress')} error={error} isRequired />
        <TextField label={say.fromName} bind={bind('fromName')} error={error} isRequired />
        <TextField label={say.zone} bind={bind('zone')} error={error} isRequired />
      </div>
      {signsIn.length > 1 && (
        <SelectField
          label={say.auth}
          bind={bind('providerId')}
          error={error}
          errorField="oauth"
          options={signsIn}
        />
      )}
      <h3>{say.smtp}</h3>
      <ServerFields
        at="smtp"
        value={values.smtp}
        onChange={(change) => set({ smtp: { ...values.smtp, ...change } })}
        error={error}
        hasPassword={read?.smtp.hasPassword === true}
        isNeeded
      />
      <h3>{say.imap}</h3>
      <p className="muted">{say.imapHint}</p>
      <ServerFields
        at="imap"
        value={values.imap}
        onChange={(change) => set({ imap: { ...values.imap, ...change } })}
        error={error}
        hasPassword={read?.imap?.hasPassword === true}
        isNeeded={false}
      />
      <details>
        <summary>{say.more}</summary>
        <MoreFields form={form} error={error} />
      </details>
    </>
  );
}

function MoreFields({ form: { values, set, bind }, error }: { form: Form<TypedMailbox>; error: unknown }) {
  const of = (name: 'sentFolder' | 'folders' | 'historyDays') => ({
    bind: {
      name,
      value: values.imap[name],
      onChange: (text: string) => set({ imap: { ...values.imap, [name]: text } }),
    },
    error,
    errorField: `imap.${name}`,
  });
  const client = {
    name: 'clientName',
    value: values.smtp.clientName,
    onChange: (clientName: string) => set({ smtp: { ...values.smtp, clientName } }),
  };
  return (
    <div className="stack">
      <div className="fields">
        <TextField
          kind="number"
          label={say.dailyCap}
          hint={say.capHint}
          bind={bind('dailyCap')}
          error={error}
        />
        <TextField kind="number" label={say.interval} bind={bind('minIntervalSeconds')} error={error} />
      </div>
      <div className="fields">
        <TextField
          kind="email"
          label={say.replyTo}
          hint={say.replyToHint}
          bind={bind('replyTo')}
          error={error}
        />
        <TextField
          kind="email"
          label={say.unsubscribe}
          hint={say.unsubscribeHint}
          bind={bind('unsubscribeAddress')}
          error={error}
        />
      </div>
      <TextArea label={say.aliases} hint={say.aliasesHint} rows={2} bind={bind('aliases')} error={error} />
      <MailboxUsers
        users={values.users}
        aliases={values.aliases}
        onChange={(users) => set({ users })}
        error={error}
      />
      <div className="fields">
        <TextArea label={say.signatureText} rows={4} bind={bind('signatureText')} error={error} />
        <TextArea label={say.signatureHtml} rows={4} bind={bind('signatureHtml')} error={error} />
      </div>
      <div className="fields">
        <TextField label={say.clientName} hint={say.clientHint} bind={client} error={error} />
        <TextField label={say.sentFolder} hint={say.sentHint} {...of('sentFolder')} />
        <TextField kind="number" label={say.history} {...of('historyDays')} />
      </div>
      <TextArea label={say.folders} hint={say.foldersHint} rows={2} {...of('folders')} />
    </div>
  );
}
