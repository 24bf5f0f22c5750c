import { useAct } from '../../../../api/queries.ts';
import { TextArea } from '../../../../parts/fields.tsx';
import { FormDialog } from '../../../../parts/form-dialog.tsx';
import { useForm } from '../../../../parts/form.ts';
import { MailView } from '../../../../parts/mail-view.tsx';
import { customerActs as say } from '../../../../words/customer-acts.ts';

/** A text that a language model writes from the customer's facts. */
export function DraftDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { values, bind } = useForm({ prompt: '' });
  const write = useAct('writeDraft');
  const draft = write.data;
  return (
    <FormDialog
      title={say.draftTitle}
      about={say.draftAbout}
      act={say.write}
      isBusy={write.isPending}
      error={write.error}
      onSubmit={() => write.mutate({ params: { customerId: id }, body: { prompt: values.prompt } })}
      onClose={onClose}
    >
      <TextArea label={say.prompt} bind={bind('prompt')} error={write.error} rows={4} isRequired autoFocus />
      {draft && (
        <MailView
          id={draft.id}
          mail={{
            subject: draft.subject,
            html: draft.bodyHtml,
            text: draft.bodyText,
            to: draft.recipient ? [draft.recipient.address] : [],
            cc: [],
            bcc: [],
          }}
        />
      )}
    </FormDialog>
  );
}
