import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useAct } from '../../../api/queries.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/states.tsx';
import { queue as say } from '../../../words/screens.ts';

/** A note on the customer, which no message ever shows. */
export function NoteDialog({
  customerId,
  rowId,
  onClose,
}: {
  customerId: string;
  rowId: string;
  onClose: () => void;
}) {
  const [content, setContent] = useState('');
  const client = useQueryClient();
  const save = useAct('createNote', {
    onDone: () => {
      void client.invalidateQueries({ queryKey: ['getQueueRow', { params: { stepExecutionId: rowId } }] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ params: { customerId }, body: { content } });
  };
  return (
    <Dialog title={say.addNote} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <textarea
          rows={6}
          dir="auto"
          autoFocus
          required
          aria-label={say.note}
          value={content}
          onChange={(event) => setContent(event.target.value)}
        />
        <Refusal error={save.error} />
        <button type="submit" className="primary" disabled={save.isPending}>
          {say.addNote}
        </button>
      </form>
    </Dialog>
  );
}
