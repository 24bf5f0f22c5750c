import { useState } from 'react';
import { readAgain, useAct } from '../../../api/queries.ts';
import { Problem } from '../../../api/problems.ts';
import { useKeys } from '../../../app/keys.ts';
import { useSession } from '../../../app/session.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { inbox as say } from '../../../words/inbox.ts';
import type { Detail, Filters, OnDone } from '../conversation.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { FinishDialog } from './finish-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';

/** What is done with a conversation but answering it, each with its key. */
export function Acts({
  conversation,
  filters,
  onDone,
}: {
  conversation: Detail;
  filters: Filters;
  onDone: OnDone;
}) {
  const { may } = useSession();
  const [asked, setAsked] = useState<'snooze' | 'assign' | 'finish' | 'release' | null>(null);
  const { id, status, customer, version, holds } = conversation;
  const input = { params: { conversationId: id }, query: filters };
  const finish = useAct('finishConversation', {
    onDone: ({ next }) => onDone(say.finished(customer.name), next),
  });
  const reopen = useAct('reopenConversation', { onDone: () => onDone(say.reopen, { id }) });
  const isHolding = holds.some(({ isOfReply }) => isOfReply);
  const acts = [
    ...(status === 'done'
      ? [{ key: 'o', name: say.reopen, run: () => reopen.mutate(input) }]
      : [
          {
            key: 'd',
            name: isHolding ? `${say.done} …` : say.done,
            run: () => (isHolding ? setAsked('finish') : finish.mutate({ ...input, body: { version } })),
          },
          { key: 'z', name: `${say.snooze} …`, run: () => setAsked('snooze') },
        ]),
    { key: 'a', name: `${say.assign} …`, run: () => setAsked('assign') },
    ...(isHolding ? [{ key: 'l', name: say.releaseAct, run: () => setAsked('release') }] : []),
  ];
  const isPermitted = may('tasks.mine');
  const isBusy = finish.isPending || reopen.isPending;
  useKeys(Object.fromEntries(acts.map(({ key, run }) => [key, () => !isBusy && run()])), {
    isOn: isPermitted && asked === null,
  });
  if (!isPermitted) return null;
  const dialog = { conversation, filters, onDone, onClose: () => setAsked(null) };
  const error = finish.error ?? reopen.error;
  return (
    <div className="stack">
      <div className="row wrap acts">
        {acts.map(({ key, name, run }) => (
          <button key={key} type="button" disabled={isBusy} aria-keyshortcuts={key} onClick={run}>
            {name} <kbd>{key}</kbd>
          </button>
        ))}
      </div>
      <Refusal
        error={error}
        {...(error instanceof Problem &&
          error.status === 409 && { onRetry: () => readAgain('getConversation') })}
      />
      {asked === 'snooze' && <SnoozeDialog {...dialog} />}
      {asked === 'assign' && <AssignDialog {...dialog} />}
      {(asked === 'finish' || asked === 'release') && (
        <FinishDialog {...dialog} isFinishing={asked === 'finish'} />
      )}
    </div>
  );
}
