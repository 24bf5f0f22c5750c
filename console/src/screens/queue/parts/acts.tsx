import { useState } from 'react';
import { Problem } from '../../../api/problems.ts';
import { useAct } from '../../../api/queries.ts';
import { announce } from '../../../app/live.tsx';
import { useKeys, type Keys } from '../../../app/keys.ts';
import { useSession } from '../../../app/session.tsx';
import { ChangedDraft, draftNow } from '../../../parts/changed-draft.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { changed } from '../../../words/acts.ts';
import { queue as say } from '../../../words/screens.ts';
import type { OnDone } from './act-dialog.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { StopDialog } from './stop-dialog.tsx';
import type { Detail, Filters } from './work.tsx';

interface Act {
  key: string;
  name: string;
  isMain?: boolean;
  isOff?: boolean;
  run: () => void;
}

const MOST_OUTCOMES = 9;
const WAITING: readonly Detail['status'][] = ['ready', 'planned'];

/** Buttons for what can be done with the row now, each with its key. */
export function Acts({
  row,
  filters,
  onDone,
  onEdit,
  onStale,
}: {
  row: Detail;
  filters: Filters;
  onDone: OnDone;
  onEdit: () => void;
  /** The row is to be read again. */
  onStale: () => void;
}) {
  const { may } = useSession();
  const [dialog, setDialog] = useState<'note' | 'assign' | 'stop' | 'force' | null>(null);
  const call = { params: { stepExecutionId: row.id }, query: filters };
  const { name } = row.customer;
  const after =
    (what: string) =>
    (reply: { next: { id: string } | null }): void =>
      onDone(say.acted(what, name), reply.next);
  const send = useAct('sendQueued', { onDone: ({ next }) => onDone(say.sent(name), next) });
  const complete = useAct('completeQueued', { onDone: after(say.complete) });
  const retry = useAct('retryQueued', { onDone: after(say.retry) });
  const arrived = useAct('markQueuedSent', { onDone: after(say.arrived) });
  // What was seen is what leaves: another draft by now is refused.
  const seen = row.draft === null ? {} : { draftHash: row.draft.hash };
  const other = draftNow(send.error);
  const all = [send, complete, retry, arrived];
  const isBusy = all.some(({ isPending }) => isPending);
  const failed = all.find(({ error }) => error)?.error ?? null;

  const isMessage = row.type === 'email' || row.type === 'sms';
  const isWaiting = WAITING.includes(row.status) && !row.isPaused;
  const acts: Act[] = [];
  if (isMessage && isWaiting) {
    acts.push({
      key: 's',
      name: say.send,
      isMain: true,
      isOff: row.draft === null || row.isSendRequested,
      run: () => send.mutate({ ...call, body: seen }),
    });
    acts.push({ key: 'e', name: say.edit, isOff: row.draft === null, run: onEdit });
  }
  if (isMessage && row.heldReason === 'contact_policy')
    acts.push({ key: 'f', name: `${say.send} …`, run: () => setDialog('force') });
  if (!isMessage && isWaiting) {
    acts.push({
      key: 'c',
      name: say.complete,
      isMain: true,
      run: () => complete.mutate({ ...call, body: {} }),
    });
    for (const [index, outcome] of row.outcomeLabels.slice(0, MOST_OUTCOMES).entries())
      acts.push({
        key: `${index + 1}`,
        name: outcome,
        run: () => complete.mutate({ ...call, body: { outcome } }),
      });
  }
  if (row.status === 'uncertain')
    acts.push({ key: 'y', name: say.arrived, isMain: true, run: () => arrived.mutate(call) });
  if (row.status === 'error' || row.status === 'uncertain')
    acts.push({ key: 'r', name: say.retry, isMain: row.status === 'error', run: () => retry.mutate(call) });
  if (row.script !== null)
    acts.push({ key: 'y', name: say.copyScript, run: () => void copy(row.script ?? '') });
  acts.push({ key: 'n', name: say.note, run: () => setDialog('note') });
  if (may('tasks.all')) acts.push({ key: 'a', name: say.assign, run: () => setDialog('assign') });
  acts.push({ key: 'Delete', name: `${say.skip} …`, run: () => setDialog('stop') });

  const isPermitted = may('tasks.mine');
  const keys: Keys = Object.fromEntries(
    acts.filter(({ isOff }) => !isOff).map(({ key, run }) => [key, () => !isBusy && run()]),
  );
  useKeys(keys, { isOn: isPermitted && dialog === null });
  if (!isPermitted) return <p className="muted">{say.notPermitted}</p>;
  const close = (): void => setDialog(null);
  return (
    <div className="stack">
      {row.status === 'uncertain' && <h3>{say.didItArrive}</h3>}
      <div className="row wrap acts">
        {acts.map(({ key, name, isMain, isOff, run }) => (
          <button
            key={key + name}
            type="button"
            className={isMain ? 'primary' : undefined}
            disabled={isBusy || isOff}
            aria-keyshortcuts={key}
            onClick={run}
          >
            <span dir="auto">{name}</span> <kbd>{key === 'Delete' ? 'Del' : key}</kbd>
          </button>
        ))}
      </div>
      {other !== null && row.draft !== null ? (
        <ChangedDraft
          seen={row.draft}
          now={other}
          act={changed.sendThis}
          isBusy={isBusy}
          onAct={({ hash }) => send.mutate({ ...call, body: { draftHash: hash } })}
          onLook={() => {
            send.reset();
            onStale();
          }}
        />
      ) : failed instanceof Problem && failed.code === 'already_acted' ? (
        <Refusal error={failed} onRetry={() => onDone(failed.message, null)} />
      ) : (
        <Refusal error={failed} />
      )}
      {dialog === 'note' && <NoteDialog customerId={row.customer.id} rowId={row.id} onClose={close} />}
      {dialog === 'assign' && <AssignDialog row={row} filters={filters} onClose={close} onDone={onDone} />}
      {dialog === 'stop' && <StopDialog row={row} filters={filters} onClose={close} onDone={onDone} />}
      {dialog === 'force' && (
        <ReasonDialog
          title={say.forceTitle}
          about={say.forceBody}
          act={say.send}
          isRequired
          onClose={close}
          onAct={async (reason) => {
            await send.mutateAsync({ ...call, body: { ...seen, force: { reason } } });
          }}
        />
      )}
    </div>
  );
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(
    () => announce(say.copied),
    (error: unknown) => announce(String(error), 'assertive'),
  );
}
