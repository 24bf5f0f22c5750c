import { useAct } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { waitReasons } from '../../../words/kinds.ts';
import { answerStatuses, inbox as say } from '../../../words/inbox.ts';
import type { Answer, Filters, OnDone } from '../conversation.ts';

const TONES = {
  requested: 'muted',
  sending: 'muted',
  sent: 'good',
  error: 'danger',
  uncertain: 'danger',
  cancelled: 'muted',
} as const;

/** An answer of ours, what became of it, and what a person may do about that. */
export function AnswerSent({
  answer,
  filters,
  onDone,
}: {
  answer: Answer;
  filters: Filters;
  onDone: OnDone;
}) {
  const { may } = useSession();
  const input = { params: { answerId: answer.id }, query: filters };
  // It is looked at again where it is: the next conversation can wait.
  const stay = (what: string) => (): void => onDone(what, { id: answer.conversationId });
  const retry = useAct('retryAnswer', { onDone: stay(say.retry) });
  const arrived = useAct('markAnswerSent', { onDone: stay(say.arrived) });
  const cancel = useAct('cancelAnswer', { onDone: stay(say.cancel) });
  const isBusy = retry.isPending || arrived.isPending || cancel.isPending;
  const { status, body, to, sentAt, requestedAt, heldReason, heldUntil, errorDetail } = answer;
  const isTrouble = status === 'error' || status === 'uncertain';
  return (
    <article className="mail-in mail-ours stack">
      <header className="row between wrap">
        <span dir="auto">
          {say.to}: {to.join(', ')}
        </span>
        <span className="muted">
          <Moment at={sentAt ?? requestedAt} />
        </span>
      </header>
      <p className="prose" dir="auto">
        {body}
      </p>
      <p className="row wrap">
        <Mark tone={TONES[status]}>{answerStatuses[status]}</Mark>
        {heldReason !== null && <span>{waitReasons[heldReason]}</span>}
        {heldUntil !== null && (
          <span>
            {say.until} <Moment at={heldUntil} />
          </span>
        )}
        <span dir="auto">{errorDetail}</span>
      </p>
      {may('tasks.mine') && (isTrouble || status === 'requested') && (
        <div className="row wrap">
          {isTrouble && (
            <button type="button" disabled={isBusy} onClick={() => retry.mutate(input)}>
              {say.retry}
            </button>
          )}
          {status === 'uncertain' && (
            <button type="button" disabled={isBusy} onClick={() => arrived.mutate(input)}>
              {say.arrived}
            </button>
          )}
          {status !== 'uncertain' && (
            <button type="button" disabled={isBusy} onClick={() => cancel.mutate(input)}>
              {say.cancel}
            </button>
          )}
        </div>
      )}
      <Refusal error={retry.error ?? arrived.error ?? cancel.error} />
    </article>
  );
}
