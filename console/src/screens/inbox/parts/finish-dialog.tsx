import { useAct } from '../../../api/queries.ts';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { inbox as say } from '../../../words/inbox.ts';
import type { Detail, Filters, OnDone } from '../conversation.ts';
import { NO_RELEASE, ReleaseFields, releaseOf, type TypedRelease } from './release-fields.tsx';

/** Decides about what the reply holds back; `isFinishing`: and nobody has to answer any more. */
export function FinishDialog({
  conversation: { id, customer, version },
  filters,
  isFinishing,
  onDone,
  onClose,
}: {
  conversation: Detail;
  filters: Filters;
  isFinishing: boolean;
  onDone: OnDone;
  onClose: () => void;
}) {
  const form = useForm<TypedRelease>(NO_RELEASE);
  const input = { params: { conversationId: id }, query: filters };
  const finish = useAct('finishConversation', {
    onDone: ({ next }) => {
      onClose();
      onDone(say.finished(customer.name), next);
    },
  });
  const decide = useAct('releaseConversation', {
    onDone: () => {
      onClose();
      onDone(say.released, { id });
    },
  });
  const act = isFinishing ? finish : decide;
  const submit = (): void => {
    const release = releaseOf(form.values);
    if (release === undefined) return;
    if (isFinishing) finish.mutate({ ...input, body: { release, version } });
    else decide.mutate({ ...input, body: { release, version } });
  };
  return (
    <FormDialog
      title={isFinishing ? say.done : say.held}
      act={isFinishing ? say.done : say.releaseAct.replace(' …', '')}
      isOff={form.values.choice === null}
      isBusy={act.isPending}
      error={act.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ReleaseFields form={form} customerId={customer.id} error={act.error} />
    </FormDialog>
  );
}
