import type { JudgedVerdict } from '../../../../../contracts/inbox/kinds.ts';
import { readAgain, useAct } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { toast } from '../../../app/toasts.tsx';
import { optionsOf, SelectField, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { words } from '../../../words/en.ts';
import { inbox as say, judged } from '../../../words/inbox.ts';
import { counted } from '../../../words/plural.ts';
import type { Mail } from '../conversation.ts';

/** A person says that a mail is something else than it was taken for. */
export function JudgeDialog({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const { locale } = useLocale();
  const options = optionsOf(judged).filter(([verdict]) => verdict !== mail.verdict);
  const form = useForm({ verdict: (options[0]?.[0] ?? 'reply') as JudgedVerdict, returnOn: '' });
  const judge = useAct('judgeMail', {
    onDone: ({ stopped }) => {
      const told = stopped.length > 0 ? ` ${counted(stopped.length, say.stopped, locale)}` : '';
      toast(say.judgedNow + told);
      readAgain('getConversation', 'listConversations', 'countConversations');
      onClose();
    },
  });
  const { verdict, returnOn } = form.values;
  return (
    <FormDialog
      title={say.judgeTitle}
      about={say.judgeAbout}
      act={words.save}
      isBusy={judge.isPending}
      error={judge.error}
      onSubmit={() =>
        judge.mutate({
          params: { mailId: mail.id },
          body: { verdict, ...(verdict === 'out_of_office' && returnOn !== '' && { returnOn }) },
        })
      }
      onClose={onClose}
    >
      <SelectField label={say.verdict} bind={form.bind('verdict')} options={options} autoFocus />
      {verdict === 'out_of_office' && (
        <TextField kind="date" label={say.returnOn} bind={form.bind('returnOn')} error={judge.error} />
      )}
    </FormDialog>
  );
}
