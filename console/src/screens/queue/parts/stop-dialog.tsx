import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { inFlightText } from '../../../words/acts.ts';
import { queue as say, review } from '../../../words/screens.ts';
import type { ActDialog } from './act-dialog.ts';

/** Skips the step, or stops the sequence for this customer; names what could not be called back. */
export function StopDialog({ row, filters, onClose, onDone }: ActDialog) {
  const [reason, setReason] = useState('');
  const cancel = useAct('cancelQueued', {
    onDone: ({ inFlight, next }, { body }) => {
      onClose();
      const what = body.scope === 'enrollment' ? say.stop : say.skip;
      onDone(`${say.acted(what, row.customer.name)} ${inFlightText(inFlight)}`.trim(), next);
    },
  });
  const remove = useAct('removeQueued', {
    onDone: ({ inFlight, next }) => {
      onClose();
      onDone(`${say.acted(say.remove, row.customer.name)} ${inFlightText(inFlight)}`.trim(), next);
    },
  });
  const isBusy = cancel.isPending || remove.isPending;
  const given = reason.trim() !== '' && { reason: reason.trim() };
  const call = { params: { stepExecutionId: row.id }, query: filters };
  const run = (scope: 'step' | 'enrollment'): void => cancel.mutate({ ...call, body: { scope, ...given } });
  return (
    <Dialog title={say.stopTitle} about={say.stopWhat} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          run('step');
        }}
      >
        <label className="field">
          {review.reason}
          <input value={reason} dir="auto" autoFocus onChange={(event) => setReason(event.target.value)} />
        </label>
        <Refusal error={cancel.error ?? remove.error} />
        <div className="row wrap">
          <button type="submit" className="primary" disabled={isBusy}>
            {say.skip}
          </button>
          <button
            type="button"
            disabled={isBusy}
            onClick={() => remove.mutate({ ...call, body: { ...given } })}
          >
            {say.remove}
          </button>
          <button type="button" className="danger" disabled={isBusy} onClick={() => run('enrollment')}>
            {say.stop}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
