import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { settings, users as say } from '../../../words/settings.ts';
import { SecretDialog } from './secret-dialog.tsx';

type Key = ItemOf<'listApiKeys'>;

/** The keys of a user; a new one is shown once. */
export function Keys({ user: { id } }: { user: { id: string } }) {
  const list = usePages('listApiKeys', { query: { userId: id } });
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [ended, setEnded] = useState<Key | null>(null);
  return (
    <section className="stack" aria-label={say.keys}>
      <div className="row between">
        <h3>{say.keys}</h3>
        <button type="button" onClick={() => setMaking(true)}>
          {say.newKey}
        </button>
      </div>
      <Pages list={list} empty={<p className="muted">{say.noKeys}</p>}>
        <ul className="plain-list">
          {list.rows.map((key) => (
            <li key={key.id} className="row between wrap">
              <span>
                <span dir="auto">{key.label}</span> <span className="muted">…{key.lastFour}</span>{' '}
                {key.revokedAt !== null && <Mark tone="muted">{say.revoked}</Mark>}
                <br />
                <span className="muted">
                  {key.lastUsedAt === null ? (
                    say.unused
                  ) : (
                    <>
                      {say.lastUsed} <Moment at={key.lastUsedAt} />
                    </>
                  )}
                  {key.expiresAt !== null && (
                    <>
                      {' · '}
                      {say.ends} <Moment at={key.expiresAt} />
                    </>
                  )}
                </span>
              </span>
              {key.revokedAt === null && (
                <button type="button" className="danger" onClick={() => setEnded(key)}>
                  {say.revoke} …
                </button>
              )}
            </li>
          ))}
        </ul>
      </Pages>
      {isMaking && (
        <NewKey
          userId={id}
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      )}
      {made !== null && (
        <SecretDialog title={say.keyTitle} about={say.keyAbout} secret={made} onClose={() => setMade(null)} />
      )}
      {ended && <Revoke apiKey={ended} onClose={() => setEnded(null)} />}
    </section>
  );
}

function NewKey({
  userId,
  onClose,
  onMade,
}: {
  userId: string;
  onClose: () => void;
  onMade: (key: string) => void;
}) {
  const form = useForm({ label: '', expiresAt: '' });
  const create = useAct('createApiKey', {
    onDone: ({ key }) => {
      readAgain('listApiKeys');
      onMade(key);
    },
  });
  const submit = (): void => {
    const day = filled(form.values.expiresAt);
    create.mutate({
      params: { userId },
      body: { label: form.values.label, ...(day !== undefined && { expiresAt: `${day}T23:59:59Z` }) },
    });
  };
  return (
    <FormDialog
      title={say.newKey}
      about={say.keyAbout}
      act={settings.create}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={say.keyLabel} bind={form.bind('label')} error={create.error} isRequired autoFocus />
      <TextField
        kind="date"
        label={say.keyExpires}
        hint={say.keyExpiresHint}
        bind={form.bind('expiresAt')}
        error={create.error}
      />
    </FormDialog>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const revoke = useAct('revokeApiKey', {
    onDone: () => {
      readAgain('listApiKeys');
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.revokeTitle(apiKey.label)}
      about={say.revokeAbout}
      act={say.revoke}
      isBusy={revoke.isPending}
      error={revoke.error}
      onAct={() => revoke.mutate({ params: { apiKeyId: apiKey.id } })}
      onClose={onClose}
    />
  );
}
