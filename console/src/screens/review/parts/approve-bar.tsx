import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { announce } from '../../../app/live.tsx';
import { useKeys } from '../../../app/keys.ts';
import { useLocale } from '../../../app/locale.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { Money } from '../../../parts/values.tsx';
import { sumsByCurrency } from '../../../parts/sums.ts';
import { words } from '../../../words/en.ts';
import { counted } from '../../../words/plural.ts';
import { review as say } from '../../../words/screens.ts';
import type { Line } from '../order.ts';

/** Approves exactly the messages that were seen, each by its hash, after one question. */
export function ApproveBar({
  batchId,
  chosen,
  lines,
  waiting,
  isComplete,
  onDone,
}: {
  batchId: string;
  chosen: { itemId: string; contentHash: string }[];
  lines: readonly Line[];
  waiting: number;
  isComplete: boolean;
  onDone: (reply: Reply<'approveReviewItems'>) => void;
}) {
  const [isAsking, setAsking] = useState(false);
  const { locale } = useLocale();
  const approve = useAct('approveReviewItems', {
    onDone: (reply) => {
      setAsking(false);
      announce(say.result(reply.approved));
      onDone(reply);
    },
  });
  const ask = (): void => {
    approve.reset();
    setAsking(true);
  };
  const isReady = isComplete && chosen.length > 0;
  useKeys({ 'Shift+A': ask }, { isOn: isReady && !isAsking });
  const ids = new Set(chosen.map(({ itemId }) => itemId));
  const sums = sumsByCurrency(lines.filter(({ id, net }) => ids.has(id) && net !== null));
  const name = say.approve(chosen.length, waiting);
  const money = sums.map(({ currency, sum }) => <Money key={currency} amount={sum} currency={currency} />);
  const stay = waiting - chosen.length;
  return (
    <div className="act-bar" role="region" aria-label={name}>
      <span className="row wrap">
        {money}
        {stay > 0 && <span className="muted">{counted(stay, say.stay, locale)}</span>}
      </span>
      <button type="button" className="primary" disabled={!isReady} aria-keyshortcuts="Shift+A" onClick={ask}>
        {name} <kbd>Shift A</kbd>
      </button>
      {isAsking && (
        <Dialog title={say.confirmTitle} about={say.confirmBody} onClose={() => setAsking(false)}>
          <p className="row wrap">{money}</p>
          {stay > 0 && <p className="muted">{counted(stay, say.stay, locale)}</p>}
          <Refusal error={approve.error} />
          <div className="row">
            <button
              type="button"
              className="primary"
              autoFocus
              disabled={approve.isPending}
              onClick={() => approve.mutate({ params: { batchId }, body: { items: chosen } })}
            >
              {name}
            </button>
            <button type="button" onClick={() => setAsking(false)}>
              {words.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
