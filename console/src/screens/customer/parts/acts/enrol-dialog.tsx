import { useState } from 'react';
import { useAct } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { toast } from '../../../../app/toasts.tsx';
import type { Option } from '../../../../parts/combobox.tsx';
import { TextField } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { errorAt, filled, useForm } from '../../../../parts/form.ts';
import { SequencePick } from '../../../../parts/picks.tsx';
import { customerActs as say } from '../../../../words/customer-acts.ts';

/** Begins a sequence for the customer. */
export function EnrolDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const refresh = useRefresh();
  const [sequence, setSequence] = useState<Option | null>(null);
  const { values, bind } = useForm({ startDate: '' });
  const enrol = useAct('enrollCustomer', {
    onDone: ({ outcome }) => {
      toast(say.outcomes[outcome]);
      refresh('listEnrollments', 'explainCustomer', 'listQueue', 'countQueue');
      onClose();
    },
  });
  const { error } = enrol;
  const submit = (): void => {
    if (sequence === null) return;
    const startDate = filled(values.startDate);
    enrol.mutate({
      params: { sequenceId: sequence.id },
      body: { customerId: id, ...(startDate !== undefined && { startDate }) },
    });
  };
  return (
    <FormDialog
      title={say.enrolTitle}
      act={say.enrol}
      isBusy={enrol.isPending}
      isOff={sequence === null}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <SequencePick
        label={say.sequence}
        status="active"
        value={sequence}
        onChange={setSequence}
        problem={errorAt(error, 'sequenceId')}
        autoFocus
      />
      <TextField kind="date" label={say.start} hint={say.startHint} bind={bind('startDate')} error={error} />
    </FormDialog>
  );
}
