import { useState } from 'react';
import { useAct } from '../../../api/queries.ts';
import { ChangedDraft, draftNow } from '../../../parts/changed-draft.tsx';
import { WordsForm, type TypedWords } from '../../../parts/words-form.tsx';
import { changed } from '../../../words/acts.ts';
import type { Action } from './opened.tsx';

/** Words of the mail of one action. */
export function EditAction({ action, onEnd }: { action: Action; onEnd: () => void }) {
  const { draft } = action;
  const save = useAct('editAction', { onDone: onEnd });
  const [hash, setHash] = useState(draft?.hash);
  const other = draftNow(save.error);
  const send = ({ subject, body }: TypedWords, draftHash = hash): void =>
    save.mutate({
      params: { actionId: action.id },
      body: {
        ...(subject !== null && { subject }),
        body,
        ...(draftHash !== undefined && { draftHash }),
      },
    });
  return (
    <WordsForm
      initial={{ subject: draft?.subject ?? '', body: draft?.html ?? '' }}
      bodyField="body"
      error={other === null ? save.error : null}
      theirs={
        other === null
          ? undefined
          : (typed) => (
              <ChangedDraft
                seen={{ subject: draft?.subject ?? '', text: draft?.text ?? '' }}
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
