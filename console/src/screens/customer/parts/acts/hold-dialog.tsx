import { call } from '../../../../api/call.ts';
import { useAct } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { toast } from '../../../../app/toasts.tsx';
import { TextField } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../../parts/form.ts';
import { hereZone, instantOf } from '../../../../parts/moments.ts';
import { customerActs as say } from '../../../../words/customer-acts.ts';

/** Keeps everything automatic back from the customer. */
export function HoldDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const refresh = useRefresh();
  const { values, bind } = useForm({ reason: '', expiresAt: '' });
  const seen = (): void => refresh('listHolds', 'explainCustomer', 'listQueue', 'countQueue');
  const open = useAct('openHold', {
    onDone: ({ id: holdId }) => {
      toast(say.held, () => call('endHold', { params: { holdId } }).then(seen));
      seen();
      onClose();
    },
  });
  const { error } = open;
  const submit = (): void => {
    const expiresAt = instantOf(values.expiresAt);
    open.mutate({
      body: {
        scope: 'customer',
        customerId: id,
        ...(filled(values.reason) && { reason: filled(values.reason) }),
        ...(expiresAt !== undefined && { expiresAt }),
      },
    });
  };
  return (
    <FormDialog
      title={say.holdTitle}
      about={say.holdAbout}
      act={say.hold}
      isBusy={open.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={say.reason} bind={bind('reason')} error={error} autoFocus />
      <TextField
        kind="datetime-local"
        label={say.until}
        hint={`${say.untilHint} ${say.whenHint(hereZone()).split('.')[0]}.`}
        bind={bind('expiresAt')}
        error={error}
      />
    </FormDialog>
  );
}
