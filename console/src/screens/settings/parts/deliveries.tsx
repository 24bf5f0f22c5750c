import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { toast } from '../../../app/toasts.tsx';
import { optionsOf, SelectField } from '../../../parts/fields.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { deliveryStatuses } from '../../../words/settings-kinds.ts';
import { settings } from '../../../words/settings.ts';
import { suppressions, webhooks as say } from '../../../words/settings-more.ts';

type Delivery = ItemOf<'listWebhookDeliveries'>;
const TONES = { pending: 'muted', delivered: 'good', failed: 'danger' } as const;

/** What was sent to a webhook, the newest first; each can be sent again under its id. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const [status, setStatus] = useState<Delivery['status'] | ''>('');
  const list = usePages('listWebhookDeliveries', {
    params: { webhookId },
    query: { ...(status !== '' && { status }) },
  });
  return (
    <section className="stack" aria-label={say.deliveries}>
      <h3>{say.deliveries}</h3>
      <SelectField
        label={settings.status}
        bind={{ name: 'status', value: status, onChange: setStatus }}
        options={[['', suppressions.any], ...optionsOf(deliveryStatuses)]}
      />
      <Pages list={list} empty={<p className="muted">{say.noDeliveries}</p>}>
        <ul className="timeline">
          {list.rows.map((delivery) => (
            <li key={delivery.id}>
              <OneDelivery delivery={delivery} />
            </li>
          ))}
        </ul>
      </Pages>
    </section>
  );
}

function OneDelivery({ delivery }: { delivery: Delivery }) {
  const { locale } = useLocale();
  const [isOpen, setOpen] = useState(false);
  const redeliver = useAct('redeliverWebhook', {
    onDone: () => {
      toast(say.redelivered);
      readAgain('listWebhookDeliveries', 'getWebhookDelivery');
    },
  });
  const { id, event, status, attempts, createdAt, nextAttemptAt } = delivery;
  return (
    <div className="stack">
      <div className="row between wrap">
        <span>
          <code>{event}</code> <Mark tone={TONES[status]}>{deliveryStatuses[status]}</Mark>{' '}
          <span className="muted">
            <Moment at={createdAt} /> · {counted(attempts, say.attempts, locale)}
            {nextAttemptAt !== null && (
              <>
                {' · '}
                {say.next} <Moment at={nextAttemptAt} />
              </>
            )}
          </span>
        </span>
        <button
          type="button"
          disabled={redeliver.isPending || status === 'pending'}
          aria-label={`${say.redeliver}: ${event}`}
          onClick={() => redeliver.mutate({ params: { deliveryId: id } })}
        >
          {say.redeliver}
        </button>
      </div>
      <Refusal error={redeliver.error} />
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>{say.data}</summary>
        {isOpen && <Log id={id} />}
      </details>
    </div>
  );
}

function Log({ id }: { id: string }) {
  const read = useCall('getWebhookDelivery', { params: { deliveryId: id } });
  return (
    <Shown read={read} rows={2}>
      {({ data, log }) => (
        <div className="stack">
          <pre className="audit-values" dir="ltr" tabIndex={0}>
            {JSON.stringify(data, null, 2)}
          </pre>
          <ol className="plain-list">
            {log.map(({ attempt, at, statusCode, error, reply, durationMs }) => (
              <li key={attempt}>
                {attempt}. <Moment at={at} />{' '}
                <span className="muted" dir="auto">
                  {statusCode ?? error} · {say.took(durationMs)} {reply}
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Shown>
  );
}
