import { useState } from 'react';
import { call } from '../../../api/call.ts';
import type { ItemOf } from '../../../api/operations.ts';
import { useAct } from '../../../api/queries.ts';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { TextArea } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { errorAt, useForm } from '../../../parts/form.ts';
import { UserPick } from '../../../parts/picks.tsx';
import { bulkActs as say } from '../../../words/bulk.ts';

interface Props {
  row: ItemOf<'getCustomerTable'>;
  onDone: () => void;
  onClose: () => void;
}

/** Who is responsible for one customer; the toast gives it back to whoever was. */
export function OwnerOfOne({ row, onDone, onClose }: Props) {
  const [owner, setOwner] = useState<Option | null>(row.arOwner);
  const params = { customerId: row.id };
  const before = row.arOwner?.id ?? null;
  const save = useAct('updateCustomer', {
    onDone: () => {
      toast(say.owned(owner?.name ?? say.nobody), () =>
        call('updateCustomer', { params, body: { arOwnerId: before } }).then(onDone),
      );
      onDone();
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.ownerOf(row.name)}
      act={say.owner}
      isBusy={save.isPending}
      isOff={(owner?.id ?? null) === before}
      error={save.error}
      onSubmit={() => save.mutate({ params, body: { arOwnerId: owner?.id ?? null } })}
      onClose={onClose}
    >
      <UserPick
        label={say.ownerField}
        value={owner}
        onChange={setOwner}
        problem={errorAt(save.error, 'arOwnerId')}
        autoFocus
      />
    </FormDialog>
  );
}

/** An internal note on one customer. */
export function NoteOnOne({ row, onDone, onClose }: Props) {
  const { values, bind } = useForm({ content: '' });
  const save = useAct('createNote', {
    onDone: () => {
      toast(say.noted);
      onDone();
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.noteTitle(row.name)}
      act={say.note}
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ params: { customerId: row.id }, body: values })}
      onClose={onClose}
    >
      <TextArea
        label={say.noteText}
        bind={bind('content')}
        error={save.error}
        rows={4}
        isRequired
        autoFocus
      />
    </FormDialog>
  );
}
