import { serverNow } from '../../../../api/call.ts';
import { useAct } from '../../../../api/queries.ts';
import { useRefresh } from '../../../../api/refresh.ts';
import { toast } from '../../../../app/toasts.tsx';
import { SelectField, TextArea, TextField, optionsOf } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { filled, useForm } from '../../../../parts/form.ts';
import { hereZone, instantOf } from '../../../../parts/moments.ts';
import { customerActs as say } from '../../../../words/customer-acts.ts';

/** A call, a mail or a visit that happened elsewhere. */
export function LogDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const refresh = useRefresh();
  const { values, bind } = useForm({
    kind: 'call' as 'call' | 'email' | 'activity',
    direction: 'outbound' as 'outbound' | 'inbound',
    occurredAt: '',
    outcome: '',
    subject: '',
    content: '',
  });
  const log = useAct('logCommunication', {
    onDone: () => {
      toast(say.logged);
      refresh('listCommunications', 'getCustomerOverview', 'getQueueRow', 'explainCustomer');
      onClose();
    },
  });
  const submit = (): void => {
    const { kind, direction, occurredAt, outcome, subject, content } = values;
    log.mutate({
      params: { customerId: id },
      body: {
        kind,
        direction,
        occurredAt: instantOf(occurredAt) ?? serverNow().toISOString(),
        ...(kind !== 'email' && filled(outcome) && { outcome: filled(outcome) }),
        ...(filled(subject) && { subject: filled(subject) }),
        ...(filled(content) && { content: filled(content) }),
      },
    });
  };
  const { error } = log;
  return (
    <FormDialog
      title={say.logTitle}
      act={say.log}
      isBusy={log.isPending}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="fields">
        <SelectField
          label={say.what}
          bind={bind('kind')}
          options={optionsOf(say.whats)}
          error={error}
          autoFocus
        />
        <SelectField
          label={say.direction}
          bind={bind('direction')}
          options={optionsOf(say.whoReached)}
          error={error}
        />
      </div>
      <TextField
        kind="datetime-local"
        label={say.when}
        hint={say.whenHint(hereZone())}
        bind={bind('occurredAt')}
        error={error}
      />
      {values.kind !== 'email' && <TextField label={say.outcome} bind={bind('outcome')} error={error} />}
      <TextField label={say.subject} bind={bind('subject')} error={error} />
      <TextArea label={say.text} bind={bind('content')} error={error} rows={4} />
    </FormDialog>
  );
}
