import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { queue as say, review } from '../../../words/screens.ts';
import type { ActDialog } from './act-dialog.ts';

/** Skips the step, or stops the sequence for this customer; names what could not be called back. */
export function StopDialog({ row, filters, onClose, onDone }: ActDialog) {
  const [reason, setReason] = useState('');
  const cancel = useAct('cancelQueued', {
    onDone: ({ inFlight, next }, { body }) => {
      onClose();
      const what = body.scope === 'enrollment' ? say.stop : say.skip;
      const late = inFlight.map(({ outcome }) => outcome);
      onDone([say.acted(what, row.customer.name), ...late].join(' '), next);
    },
  });
  const run = (scope: 'step' | 'enrollment'): void =>
    cancel.mutate({
      params: { stepExecutionId: row.id },
      query: filters,
      body: { scope, ...(reason.trim() !== '' && { reason: reason.trim() }) },
    });
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
        <Refusal error={cancel.error} />
        <div className="row wrap">
          <button type="submit" className="primary" disabled={cancel.isPending}>
            {say.skip}
          </button>
          <button
            type="button"
            className="danger"
            disabled={cancel.isPending}
            onClick={() => run('enrollment')}
          >
            {say.stop}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
