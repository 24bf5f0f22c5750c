import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { toast } from '../../../app/toasts.tsx';
import { ReasonDialog } from '../../../parts/reason-dialog.tsx';
import { batchActs as say, inFlightOutcomes } from '../../../words/acts.ts';
import { counted } from '../../../words/plural.ts';

/** What is done to all of a batch: what waits is rejected, what was approved and has not left comes back. */
export function BatchActs({
  batch,
  waiting,
  onDone,
}: {
  batch: Reply<'getReviewBatch'>;
  waiting: number;
  onDone: () => void;
}) {
  const { locale } = useLocale();
  const [asked, setAsked] = useState<'reject' | 'recall' | null>(null);
  const params = { batchId: batch.id };
  const reject = useAct('rejectBatch', {
    onDone: ({ rejected }) => {
      toast(counted(rejected, say.rejected, locale));
      onDone();
    },
  });
  const recall = useAct('recallBatch', {
    onDone: ({ recalled, gone, inFlight }) => {
      const late = inFlight.map(({ outcome }) => `One ${inFlightOutcomes[outcome]}.`);
      const left = gone > 0 ? [counted(gone, say.gone, locale)] : [];
      toast([counted(recalled, say.recalled, locale), ...left, ...late].join(' '));
      onDone();
    },
  });
  const close = (): void => setAsked(null);
  const bodyOf = (reason: string) => (reason === '' ? {} : { reason });
  return (
    <div className="row wrap">
      {waiting > 0 && (
        <button type="button" onClick={() => setAsked('reject')}>
          {say.reject} …
        </button>
      )}
      {batch.items.approved > 0 && (
        <button type="button" onClick={() => setAsked('recall')}>
          {say.recall} …
        </button>
      )}
      {asked === 'reject' && (
        <ReasonDialog
          title={say.rejectTitle}
          about={say.rejectBody}
          act={say.reject}
          onClose={close}
          onAct={async (reason) => {
            // Only what was seen: a batch that changed meanwhile is not rejected.
            await reject.mutateAsync({
              params,
              body: { ...bodyOf(reason), contentHash: batch.contentHash },
            });
          }}
        />
      )}
      {asked === 'recall' && (
        <ReasonDialog
          title={say.recallTitle}
          about={say.recallBody}
          act={say.recall}
          onClose={close}
          onAct={async (reason) => {
            await recall.mutateAsync({ params, body: bodyOf(reason) });
          }}
        />
      )}
    </div>
  );
}
