import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { toast } from '../../../app/toasts.tsx';
import { CheckList } from '../../../parts/check-list.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { settings } from '../../../words/settings.ts';
import { webhooks as say } from '../../../words/settings-more.ts';
import { Deliveries } from './deliveries.tsx';
import { EVENTS } from './webhook-events.ts';

type Webhook = Reply<'getWebhook'>;

/** A webhook: what it hears of, and whether it does. */
export function WebhookDrawer({
  id,
  onClose,
  onSecret,
}: {
  id: string;
  onClose: () => void;
  onSecret: (secret: string) => void;
}) {
  const read = useCall('getWebhook', { params: { webhookId: id } });
  return (
    <Drawer title={read.data?.description ?? read.data?.url ?? say.title} onClose={onClose}>
      <Shown read={read}>
        {(webhook) => (
          <>
            <WebhookForm webhook={webhook} />
            <Acts webhook={webhook} onSecret={onSecret} onGone={onClose} />
            <Deliveries webhookId={webhook.id} />
          </>
        )}
      </Shown>
    </Drawer>
  );
}

const typedOf = ({ url, description, events }: Webhook) => ({
  url,
  description: description ?? '',
  events,
});

function WebhookForm({ webhook }: { webhook: Webhook }) {
  const form = useForm(typedOf(webhook));
  const saving = useSave('updateWebhook', webhook, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listWebhooks', 'getWebhook');
      toast(words.saved);
    },
  });
  const { url, description, events } = form.values;
  return (
    <SaveForm
      label={say.title}
      saving={saving}
      isDirty={form.isDirty}
      onSave={() =>
        saving.save({
          params: { webhookId: webhook.id },
          body: { url, description: orNull(description), events },
        })
      }
      onTheirs={(theirs) => form.reset(typedOf(theirs as Webhook))}
    >
      <TextField kind="url" label={say.url} bind={form.bind('url')} error={saving.error} isRequired />
      <TextField label={say.description} bind={form.bind('description')} error={saving.error} />
      <CheckList
        label={say.events}
        bind={form.bind('events') as never}
        error={saving.error}
        options={EVENTS}
      />
    </SaveForm>
  );
}

function Acts({
  webhook: { id, status, formerSecretUntil },
  onSecret,
  onGone,
}: {
  webhook: Webhook;
  onSecret: (secret: string) => void;
  onGone: () => void;
}) {
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null);
  const params = { webhookId: id };
  const again = (): void => readAgain('listWebhooks', 'getWebhook', 'listWebhookDeliveries');
  const update = useAct('updateWebhook', { onDone: again });
  const test = useAct('testWebhook', {
    onDone: () => {
      toast(say.tested);
      again();
    },
  });
  const rotate = useAct('rotateWebhookSecret', {
    onDone: ({ secret }) => {
      setAsked(null);
      again();
      onSecret(secret);
    },
  });
  const remove = useAct('removeWebhook', {
    onDone: () => {
      again();
      onGone();
    },
  });
  const isActive = status === 'active';
  return (
    <div className="stack">
      <div className="row wrap">
        <button type="button" disabled={!isActive || test.isPending} onClick={() => test.mutate({ params })}>
          {say.test}
        </button>
        <button
          type="button"
          title={isActive ? say.disableHint : undefined}
          disabled={update.isPending}
          onClick={() => update.mutate({ params, body: { status: isActive ? 'disabled' : 'active' } })}
        >
          {isActive ? say.disable : say.enable}
        </button>
        <button type="button" onClick={() => setAsked('rotate')}>
          {say.rotate} …
        </button>
        <button type="button" className="danger" onClick={() => setAsked('remove')}>
          {settings.remove} …
        </button>
      </div>
      {formerSecretUntil !== null && (
        <p className="muted">
          {say.formerUntil} <Moment at={formerSecretUntil} />
        </p>
      )}
      <Refusal error={update.error ?? test.error} />
      {asked === 'rotate' && (
        <ConfirmDialog
          title={say.rotateTitle}
          about={say.rotateAbout}
          act={say.rotate}
          isDanger={false}
          isBusy={rotate.isPending}
          error={rotate.error}
          onAct={() => rotate.mutate({ params })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked === 'remove' && (
        <ConfirmDialog
          title={say.removeTitle}
          about={say.removeAbout}
          act={settings.remove}
          isBusy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate({ params })}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
