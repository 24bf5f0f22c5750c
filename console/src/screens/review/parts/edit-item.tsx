import { useId, useState, type FormEvent } from 'react';
import { Problem } from '../../../api/problems.ts';
import { useAct } from '../../../api/queries.ts';
import { Refusal } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { queue, review as say } from '../../../words/screens.ts';
import type { Item } from './message.tsx';

/** Words of one proposed message: they go out as they are here. A refusal leaves what was typed. */
export function EditItem({ item, onEnd }: { item: Item; onEnd: (isSaved: boolean) => void }) {
  const [subject, setSubject] = useState(item.subject ?? '');
  const [bodyHtml, setBody] = useState(item.html ?? item.text ?? '');
  const save = useAct('editReviewItem', { onDone: () => onEnd(true) });
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({
      params: { batchId: item.batchId, itemId: item.id },
      body: { subject, bodyHtml, contentHash: item.contentHash ?? '' },
    });
  };
  const isInvalid = (field: string): boolean =>
    save.error instanceof Problem && save.error.errorAt(field) !== undefined;
  return (
    <form className="stack" onSubmit={submit} aria-label={say.edit}>
      <label className="field">
        {words.mail.subject}
        <input
          value={subject}
          dir="auto"
          autoFocus
          aria-invalid={isInvalid('subject')}
          onChange={(event) => setSubject(event.target.value)}
        />
      </label>
      <label className="field" htmlFor={id}>
        {words.mail.text}
      </label>
      <textarea
        id={id}
        rows={18}
        dir="auto"
        value={bodyHtml}
        aria-invalid={isInvalid('bodyHtml')}
        onChange={(event) => setBody(event.target.value)}
      />
      <Refusal error={save.error} />
      <div className="row">
        <button type="submit" className="primary" disabled={save.isPending}>
          {queue.save}
        </button>
        <button type="button" onClick={() => onEnd(false)}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
