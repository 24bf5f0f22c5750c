import { useState, type FormEvent } from 'react';
import { useAct, useCall } from '../../../api/queries.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { queue as say } from '../../../words/screens.ts';
import type { ActDialog } from './act-dialog.ts';

/** Gives the row to somebody else, or to nobody. */
export function AssignDialog({ row, filters, onClose, onDone }: ActDialog) {
  const users = useCall('listUsers', { query: { limit: 200, isActive: 'true' } });
  const [assigneeId, setAssignee] = useState(row.assigneeId ?? '');
  const assign = useAct('assignQueued', {
    onDone: ({ next }) => {
      onClose();
      onDone(say.acted(say.assign, row.customer.name), next);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    assign.mutate({
      params: { stepExecutionId: row.id },
      query: filters,
      body: { assigneeId: assigneeId || null },
    });
  };
  return (
    <Dialog title={say.assign} onClose={onClose}>
      <Shown read={users} rows={1}>
        {({ items }) => (
          <form className="stack" onSubmit={submit}>
            <select
              aria-label={say.assign}
              autoFocus
              value={assigneeId}
              onChange={(event) => setAssignee(event.target.value)}
            >
              <option value="">{say.nobody}</option>
              {items.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
            <Refusal error={assign.error} />
            <button type="submit" className="primary" disabled={assign.isPending}>
              {say.assign}
            </button>
          </form>
        )}
      </Shown>
    </Dialog>
  );
}
