import { useState } from 'react';
import type { Input, ItemOf, Reply } from '../../../api/operations.ts';
import { useAct, useCall } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useKeys } from '../../../app/keys.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { BulkBar } from '../../../parts/bulk-bar.tsx';
import { SelectField, TextField } from '../../../parts/fields.tsx';
import { filled, useForm } from '../../../parts/form.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { countText } from '../../../parts/format.ts';
import type { Chosen } from '../../../parts/selection.ts';
import { bulkQueue as say, queueRefusals } from '../../../words/bulk-queue.ts';
import { words } from '../../../words/en.ts';
import { counted } from '../../../words/plural.ts';
import { queue } from '../../../words/screens.ts';

type Body = Input<'createQueueBulk'>['body'];
type Action = Body['action'];
type Kind = Action['type'];
type Bulk = Reply<'createQueueBulk'>;
const POLL_MS = 1_000;

/** What is chosen of the queue, and what can be done with all of it. */
export function QueueBulk({
  chosen,
  filter,
  total,
}: {
  chosen: Chosen<ItemOf<'listQueue'>>;
  filter: Extract<Body['selection'], { filter: unknown }>['filter'];
  total: number | null;
}) {
  const { may } = useSession();
  // Which rows is settled when it begins: what moves meanwhile changes nothing of it.
  const [begun, setBegun] = useState<{ kind: Kind; selection: Body['selection'] } | null>(null);
  const begin = (kind: Kind) => (): void =>
    setBegun({
      kind,
      selection: chosen.isAll ? { filter } : { stepExecutionIds: [...chosen.ids] },
    });
  const kinds: Kind[] = ['send', 'complete', ...(may('tasks.all') ? (['assign'] as const) : []), 'cancel'];
  useKeys({ Escape: chosen.clear }, { isOn: !chosen.isNone && begun === null });
  return (
    <>
      <BulkBar chosen={chosen} total={total}>
        {kinds.map((kind) => (
          <button key={kind} type="button" onClick={begin(kind)}>
            {say.acts[kind]}
          </button>
        ))}
      </BulkBar>
      {begun && (
        <BulkAct
          kind={begun.kind}
          selection={begun.selection}
          onClose={() => setBegun(null)}
          onApplied={chosen.clear}
        />
      )}
    </>
  );
}

/** Counts, then does exactly what was counted, and tells what became of each. */
function BulkAct({
  kind,
  selection,
  onClose,
  onApplied,
}: {
  kind: Kind;
  selection: Body['selection'];
  onClose: () => void;
  onApplied: () => void;
}) {
  const { locale } = useLocale();
  const refresh = useRefresh();
  const { values, bind } = useForm({ outcome: '', reason: '', assigneeId: '' });
  const [token, setToken] = useState<string | null>(null);
  const count = useAct('createQueueBulk');
  const apply = useAct('applyQueueBulk', {
    onDone: (reply) => {
      setToken(reply.token);
      onApplied();
    },
  });
  const progress = useCall(
    'getQueueBulk',
    { params: { token: token ?? '' } },
    {
      isOn: token !== null,
      everyMs: (read) => (read?.status === 'completed' ? null : POLL_MS),
    },
  );
  const close = (): void => {
    if (token !== null) refresh('listQueue', 'countQueue', 'getQueueRow');
    onClose();
  };
  const found = progress.data ?? apply.data ?? count.data ?? null;
  const submit = (): void => {
    if (token !== null) close();
    else if (count.data) apply.mutate({ params: { token: count.data.token } });
    else count.mutate({ body: { selection, action: actionOf(kind, values) } });
  };
  const act =
    token !== null
      ? words.close
      : count.data
        ? say.go(say.acts[kind], countText(count.data.going, locale))
        : words.bulk.again;
  return (
    <FormDialog
      title={say.acts[kind]}
      act={act}
      isDanger={kind === 'cancel' && token === null}
      isBusy={count.isPending || apply.isPending}
      isOff={token === null && count.data?.going === 0}
      error={count.error ?? apply.error}
      onSubmit={submit}
      onClose={close}
    >
      {token === null && (
        <Fields kind={kind} bind={bind} error={count.error} onChange={() => count.reset()} />
      )}
      {found && <Told bulk={found} isApplied={token !== null} />}
    </FormDialog>
  );
}

type Values = { outcome: string; reason: string; assigneeId: string };

function actionOf(kind: Kind, { outcome, reason, assigneeId }: Values): Action {
  const [said, why] = [filled(outcome), filled(reason)];
  switch (kind) {
    case 'complete':
      return { type: kind, ...(said !== undefined && { outcome: said }) };
    case 'cancel':
      return { type: kind, scope: 'step', ...(why !== undefined && { reason: why }) };
    case 'assign':
      return { type: kind, assigneeId: assigneeId || null };
    case 'send':
      return { type: kind };
  }
}

function Fields({
  kind,
  bind,
  error,
  onChange,
}: {
  kind: Kind;
  bind: ReturnType<typeof useForm<Values>>['bind'];
  error: unknown;
  /** Another act needs another count. */
  onChange: () => void;
}) {
  const users = useCall(
    'listUsers',
    { query: { limit: 200, isActive: 'true' } },
    { isOn: kind === 'assign' },
  );
  const field = (name: keyof Values) => {
    const { onChange: set, ...bound } = bind(name);
    return {
      ...bound,
      onChange: (value: string) => {
        set(value);
        onChange();
      },
    };
  };
  if (kind === 'complete')
    return (
      <TextField
        label={queue.outcome}
        bind={field('outcome')}
        error={error}
        errorField="action.outcome"
        autoFocus
      />
    );
  if (kind === 'cancel')
    return (
      <TextField
        label={say.reason}
        bind={field('reason')}
        error={error}
        errorField="action.reason"
        autoFocus
      />
    );
  if (kind === 'send') return <p>{say.sendAbout}</p>;
  return (
    <SelectField
      label={queue.assign}
      bind={field('assigneeId')}
      options={[['', queue.nobody], ...(users.data?.items ?? []).map(({ id, name }) => [id, name] as const)]}
    />
  );
}

/** What it would do, or has done. */
function Told({ bulk, isApplied }: { bulk: Bulk; isApplied: boolean }) {
  const { locale } = useLocale();
  return (
    <div role="status" className="stack">
      <p>
        {isApplied
          ? `${counted(bulk.done, say.done, locale)} ${bulk.pending > 0 ? counted(bulk.pending, say.pending, locale) : ''}`
          : `${counted(bulk.count, words.bulk.count, locale)}, ${counted(bulk.going, say.going, locale)}`}
        {bulk.hidden !== undefined &&
          bulk.hidden > 0 &&
          ` ${counted(bulk.hidden, words.bulk.hidden, locale)}.`}
      </p>
      {bulk.refusals.length > 0 && (
        <ul>
          {bulk.refusals.map(({ reason, count }) => (
            <li key={reason}>
              {countText(count, locale)}: {queueRefusals[reason]}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
