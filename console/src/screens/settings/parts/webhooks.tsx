import { useState } from 'react';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { CheckList } from '../../../parts/check-list.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { settings } from '../../../words/settings.ts';
import { webhookStatuses } from '../../../words/settings-kinds.ts';
import { webhooks as say } from '../../../words/settings-more.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { EVENTS, type WebhookEvent } from './webhook-events.ts';
import { WebhookDrawer } from './webhook-drawer.tsx';

/** Other systems that hear of what happens. */
export default function WebhooksPart() {
  const { locale } = useLocale();
  const { opened, open, close } = useOpened();
  const [secret, setSecret] = useState<string | null>(null);
  const list = usePages('listWebhooks', { query: {} });
  const create = (
    <button type="button" className="primary" onClick={() => open('new')}>
      {say.create}
    </button>
  );
  return (
    <>
      <PartHead title={say.title} about={say.about} act={create} />
      <Pages list={list} empty={<Empty act={create}>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.url,
            cell: ({ id, url, description }) => (
              <>
                <button type="button" className="plain" onClick={() => open(id)}>
                  <span dir="auto">{description ?? url}</span>
                </button>
                {description !== null && <p className="muted">{url}</p>}
              </>
            ),
          }}
          columns={[
            { name: say.events, cell: (row) => counted(row.events.length, say.eventCount, locale) },
            {
              name: settings.status,
              cell: ({ status, failingSince, disabledReason }) => (
                <>
                  <Mark tone={status === 'disabled' ? 'muted' : failingSince === null ? 'good' : 'danger'}>
                    {webhookStatuses[status]}
                  </Mark>
                  {disabledReason !== null && <p className="muted">{disabledReason}</p>}
                  {failingSince !== null && (
                    <p className="muted">
                      {say.failingSince} <Moment at={failingSince} />
                    </p>
                  )}
                </>
              ),
            },
          ]}
        />
      </Pages>
      {opened === 'new' && (
        <NewWebhook
          onClose={close}
          onMade={(id, made) => {
            setSecret(made);
            open(id);
          }}
        />
      )}
      {opened !== null && opened !== 'new' && (
        <WebhookDrawer id={opened} onClose={close} onSecret={setSecret} />
      )}
      {secret !== null && (
        <SecretDialog
          title={say.secretTitle}
          about={say.secretAbout}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </>
  );
}

function NewWebhook({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (id: string, secret: string) => void;
}) {
  const form = useForm<{ url: string; description: string; events: readonly WebhookEvent[] }>({
    url: '',
    description: '',
    events: [],
  });
  const create = useAct('createWebhook', {
    onDone: ({ id, secret }) => {
      readAgain('listWebhooks');
      onMade(id, secret);
    },
  });
  const { url, description } = form.values;
  return (
    <FormDialog
      title={say.create}
      act={settings.create}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() =>
        create.mutate({ body: { url, description: orNull(description), events: [...form.values.events] } })
      }
      onClose={onClose}
    >
      <TextField
        kind="url"
        label={say.url}
        bind={form.bind('url')}
        error={create.error}
        isRequired
        autoFocus
      />
      <TextField label={say.description} bind={form.bind('description')} error={create.error} />
      <CheckList label={say.events} bind={form.bind('events')} error={create.error} options={EVENTS} />
    </FormDialog>
  );
}
