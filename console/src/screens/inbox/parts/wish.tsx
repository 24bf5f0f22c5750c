import { readAgain, useAct } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { inbox as say } from '../../../words/inbox.ts';

/** Asks whether a mail really wishes to get no more of them. */
export function Wish({ mailId }: { mailId: string }) {
  const { may } = useSession();
  const answer = useAct('answerWish', {
    onDone: () => {
      toast(say.wishDone);
      readAgain('getConversation', 'listConversations');
    },
  });
  if (!may('suppressions.manage')) return null;
  const tell = (wish: 'confirmed' | 'declined'): void =>
    answer.mutate({ params: { mailId }, body: { answer: wish } });
  return (
    <div className="suggestion stack">
      <p>
        <strong>{say.wish}</strong> {say.wishAbout}
      </p>
      <div className="row wrap">
        <button type="button" disabled={answer.isPending} onClick={() => tell('confirmed')}>
          {say.wishYes}
        </button>
        <button type="button" disabled={answer.isPending} onClick={() => tell('declined')}>
          {say.wishNo}
        </button>
      </div>
      <Refusal error={answer.error} />
    </div>
  );
}
