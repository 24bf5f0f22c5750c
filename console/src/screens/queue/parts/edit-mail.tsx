import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { ChangedDraft, draftNow } from '../../../parts/changed-draft.tsx';
import { WordsForm, type TypedWords } from '../../../parts/words-form.tsx';
import { changed } from '../../../words/acts.ts';
import type { Detail, Filters } from './work.tsx';

/** Words of one mail or sms that has not left. */
export function EditMail({ row, filters, onEnd }: { row: Detail; filters: Filters; onEnd: () => void }) {
  const isSms = row.draft?.html === null;
  const save = useAct('editQueued', { onDone: onEnd });
  const [hash, setHash] = useState(row.draft?.hash);
  const other = draftNow(save.error);
  const send = ({ subject, body }: TypedWords, draftHash = hash): void =>
    save.mutate({
      params: { stepExecutionId: row.id },
      query: filters,
      body: {
        ...(subject !== null && { subject }),
        body,
        ...(draftHash !== undefined && { draftHash }),
      },
    });
  return (
    <WordsForm
      initial={{
        subject: isSms ? null : (row.draft?.subject ?? ''),
        body: (isSms ? row.draft?.text : row.draft?.html) ?? '',
      }}
      bodyField="body"
      error={other === null ? save.error : null}
      theirs={
        other === null
          ? undefined
          : (typed) => (
              <ChangedDraft
                seen={{ subject: row.draft?.subject ?? '', text: row.draft?.text ?? '' }}
                now={other}
                act={changed.mine}
                isBusy={save.isPending}
                onAct={({ hash: now }) => {
                  setHash(now);
                  send(typed, now);
                }}
                onLook={onEnd}
              />
            )
      }
      isBusy={save.isPending}
      onSave={send}
      onCancel={onEnd}
    />
  );
}
