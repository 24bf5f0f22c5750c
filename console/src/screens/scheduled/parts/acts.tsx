import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { useRefresh } from '../../../api/refresh.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { inFlightOutcomes, scheduledActs as say } from '../../../words/acts.ts';

type Touchpoint = Reply<'getScheduledTouchpoint'>;
const OPEN: readonly Touchpoint['status'][] = ['scheduled', 'proposed', 'approved', 'failed'];

/** What a person may still do with one planned message. */
export function ScheduledActs({ one }: { one: Touchpoint }) {
  const { may } = useSession();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<'cancel' | 'complete' | 'send' | null>(null);
  const params = { scheduledTouchpointId: one.id };
  const done = (text: string): void => {
    toast(text);
    refresh('getScheduledTouchpoint', 'explainScheduledTouchpoint', 'listScheduledTouchpoints');
  };
  const cancel = useAct('cancelScheduledTouchpoint', {
    onDone: ({ inFlight: [late] }) =>
      done(late ? `${say.notCancelled} It ${inFlightOutcomes[late.outcome]}.` : say.cancelled),
  });
  const complete = useAct('completeScheduledTouchpoint', { onDone: () => done(say.completed) });
  const arrived = useAct('markScheduledTouchpointSent', { onDone: () => done(say.arrivedDone) });
  const retry = useAct('retryScheduledTouchpoint', {
    onDone: ({ errorDetail }) => done(errorDetail ?? say.retried),
  });
  const send = useAct('sendScheduledTouchpoint', { onDone: () => done(say.sent) });
  if (!may('reviews.decide')) return null;
  const isOpen = OPEN.includes(one.status);
  const isUncertain = one.status === 'uncertain';
  if (!isOpen && !isUncertain) return null;
  const close = (): void => setAsked(null);
  return (
    <div className="stack">
      <div className="row wrap acts" role="group" aria-label={say.title}>
        {isUncertain && (
          <button
            type="button"
            className="primary"
            disabled={arrived.isPending}
            onClick={() => arrived.mutate({ params })}
          >
            {say.arrived}
          </button>
        )}
        {(isUncertain || one.status === 'failed') && (
          <button type="button" disabled={retry.isPending} onClick={() => retry.mutate({ params })}>
            {say.retry}
          </button>
        )}
        {isOpen && (
          <>
            <button type="button" onClick={() => setAsked('cancel')}>
              {say.cancel} …
            </button>
            <button type="button" onClick={() => setAsked('complete')}>
              {say.complete} …
            </button>
          </>
        )}
        {one.status === 'approved' && (
          <button type="button" onClick={() => setAsked('send')}>
            {say.send} …
          </button>
        )}
      </div>
      <Refusal error={arrived.error ?? retry.error} />
      {asked === 'cancel' && (
        <ReasonDialog
          title={say.cancelTitle}
          about={say.cancelBody}
          act={say.cancel}
          onClose={close}
          onAct={async (reason) => {
            await cancel.mutateAsync({ params, body: reason === '' ? {} : { reason } });
          }}
        />
      )}
      {asked === 'complete' && (
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
      {asked === 'send' && (
        <ReasonDialog
          title={say.send}
          about={say.sendBody}
          act={say.send}
          isRequired
          onClose={close}
          onAct={async (reason) => {
            await send.mutateAsync({ params, body: { force: { reason } } });
          }}
        />
      )}
    </div>
  );
}
