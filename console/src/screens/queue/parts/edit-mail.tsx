import { useAct } from '../../../api/queries.ts';
import { WordsForm } from '../../../parts/words-form.tsx';
import type { Detail, Filters } from './work.tsx';

/** Words of one mail or sms that has not left. */
export function EditMail({ row, filters, onEnd }: { row: Detail; filters: Filters; onEnd: () => void }) {
  const isSms = row.draft?.html === null;
  const save = useAct('editQueued', { onDone: onEnd });
  return (
    <WordsForm
      initial={{
        subject: isSms ? null : (row.draft?.subject ?? ''),
        body: (isSms ? row.draft?.text : row.draft?.html) ?? '',
      }}
      bodyField="body"
      error={save.error}
      isBusy={save.isPending}
      onSave={({ subject, body }) =>
        save.mutate({
          params: { stepExecutionId: row.id },
          query: filters,
          body: { ...(subject !== null && { subject }), body },
        })
      }
      onCancel={onEnd}
    />
  );
}
