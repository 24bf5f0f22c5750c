import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { useKeys, type Keys } from '../../../app/keys.ts';
import { useSession } from '../../../app/session.tsx';
import { ChangedDraft, draftNow } from '../../../parts/changed-draft.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { actions as say } from '../../../words/actions.ts';
import { changed } from '../../../words/acts.ts';
import { queue } from '../../../words/screens.ts';
import type { Action } from './opened.tsx';

interface Act {
  key: string;
  name: string;
  isMain?: boolean;
  isOff?: boolean;
  run: () => void;
}

/** Buttons for what can be done with the action now, each with its key. */
export function ActionActs({
  action,
  onDone,
  onEdit,
  onStale,
}: {
  action: Action;
  onDone: (what: string) => void;
  onEdit: () => void;
  onStale: () => void;
}) {
  const { may } = useSession();
  const [dialog, setDialog] = useState<'complete' | 'snooze' | 'dismiss' | 'force' | null>(null);
  const params = { actionId: action.id };
  const { name } = action.customer;
  const after = (what: string) => ({ onDone: () => onDone(say.acted(what, name)) });
  const send = useAct('sendAction', { onDone: () => onDone(say.sent(name)) });
  const complete = useAct('completeAction', after(say.complete));
  const dismiss = useAct('dismissAction', after(say.dismiss));
  const retry = useAct('retryAction', after(say.retry));
  const arrived = useAct('markActionSent', after(say.arrived));
  const other = draftNow(send.error);
  const isBusy = [send, retry, arrived].some(({ isPending }) => isPending);
  const seen = action.draft === null ? {} : { draftHash: action.draft.hash };
  const status = action.send?.status ?? null;
  const isOpen = action.status === 'open';
  const acts: Act[] = [];
  if (isOpen && action.kind === 'email' && action.pointsTo === null && status === null) {
    acts.push({
      key: 's',
      name: say.send,
      isMain: true,
      isOff: action.draft === null,
      run: () => send.mutate({ params, body: seen }),
    });
    acts.push({ key: 'e', name: say.edit, isOff: action.draft === null, run: onEdit });
  }
  if (action.send?.heldReason === 'contact_policy')
    acts.push({ key: 'f', name: `${say.send} …`, run: () => setDialog('force') });
  if (status === 'uncertain')
    acts.push({ key: 'y', name: say.arrived, isMain: true, run: () => arrived.mutate({ params }) });
  if (status === 'uncertain' || status === 'error')
    acts.push({ key: 'r', name: say.retry, run: () => retry.mutate({ params }) });
  if (isOpen && status !== 'sending') {
    acts.push({
      key: 'c',
      name: `${say.complete} …`,
      isMain: action.kind !== 'email',
      run: () => setDialog('complete'),
    });
    acts.push({ key: 'z', name: `${say.snooze} …`, run: () => setDialog('snooze') });
    acts.push({ key: 'Delete', name: `${say.dismiss} …`, run: () => setDialog('dismiss') });
  }
  const isPermitted = may('customers.save');
  const keys: Keys = Object.fromEntries(
    acts.filter(({ isOff }) => !isOff).map(({ key, run }) => [key, () => !isBusy && run()]),
  );
  useKeys(keys, { isOn: isPermitted && dialog === null });
  if (!isPermitted) return <p className="muted">{queue.notPermitted}</p>;
  const close = (): void => setDialog(null);
  return (
    <div className="stack">
      <div className="row wrap acts">
        {acts.map(({ key, name: act, isMain, isOff, run }) => (
          <button
            key={key}
            type="button"
            className={isMain ? 'primary' : undefined}
            disabled={isBusy || isOff}
            aria-keyshortcuts={key}
            onClick={run}
          >
            {act} <kbd>{key === 'Delete' ? 'Del' : key}</kbd>
          </button>
        ))}
      </div>
      {other !== null && action.draft !== null ? (
        <ChangedDraft
          seen={action.draft}
          now={other}
          act={changed.sendThis}
          isBusy={isBusy}
          onAct={({ hash }) => send.mutate({ params, body: { draftHash: hash } })}
          onLook={() => {
            send.reset();
            onStale();
          }}
        />
      ) : (
        <Refusal error={send.error ?? retry.error ?? arrived.error} />
      )}
      {dialog === 'complete' && (
        <ReasonDialog
          title={say.completeTitle}
          about={say.completeBody}
          act={say.complete}
          onClose={close}
          onAct={async (note) => {
            await complete.mutateAsync({ params, body: note === '' ? {} : { note } });
          }}
        />
      )}
      {dialog === 'dismiss' && (
        <ReasonDialog
          title={say.dismissTitle}
          about={say.dismissBody}
          act={say.dismiss}
          onClose={close}
          onAct={async (note) => {
            await dismiss.mutateAsync({ params, body: note === '' ? {} : { note } });
          }}
        />
      )}
      {dialog === 'snooze' && (
        <SnoozeDialog id={action.id} onClose={close} onDone={() => onDone(say.acted(say.snooze, name))} />
      )}
      {dialog === 'force' && (
        <ReasonDialog
          title={say.force}
          about={say.forceBody}
          act={say.send}
          isRequired
          onClose={close}
          onAct={async (reason) => {
            await send.mutateAsync({ params, body: { ...seen, force: { reason } } });
          }}
        />
      )}
    </div>
  );
}

function SnoozeDialog({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const { values, bind } = useForm({ until: '' });
  const snooze = useAct('snoozeAction', {
    onDone: () => {
      onClose();
      onDone();
    },
  });
  return (
    <FormDialog
      title={say.snoozeTitle}
      act={say.snooze}
      isBusy={snooze.isPending}
      error={snooze.error}
      onSubmit={() => snooze.mutate({ params: { actionId: id }, body: { until: values.until } })}
      onClose={onClose}
    >
      <TextField
        kind="date"
        label={say.until}
        bind={bind('until')}
        error={snooze.error}
        isRequired
        autoFocus
      />
    </FormDialog>
  );
}
