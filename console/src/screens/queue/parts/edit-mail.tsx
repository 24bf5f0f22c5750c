import { useId, useState, type FormEvent } from 'react';
import { Problem } from '../../../api/problems.ts';
import { useAct } from '../../../api/queries.ts';
import { Refusal } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { queue as say } from '../../../words/screens.ts';
import type { Detail, Filters } from './work.tsx';

/** Words of one mail that has not left; what was typed stays, whatever the API answers. */
export function EditMail({ row, filters, onEnd }: { row: Detail; filters: Filters; onEnd: () => void }) {
  const isSms = row.draft?.html === null;
  const [subject, setSubject] = useState(row.draft?.subject ?? '');
  const [body, setBody] = useState((isSms ? row.draft?.text : row.draft?.html) ?? '');
  const save = useAct('editQueued', { onDone: onEnd });
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({
      params: { stepExecutionId: row.id },
      query: filters,
      body: { ...(!isSms && { subject }), body },
    });
  };
  const errorAt = (field: string): string | undefined =>
    save.error instanceof Problem ? save.error.errorAt(field) : undefined;
  return (
    <form className="stack" onSubmit={submit}>
      {!isSms && (
        <label className="field">
          {words.mail.subject}
          <input
            value={subject}
            dir="auto"
            autoFocus
            aria-invalid={errorAt('subject') !== undefined}
            onChange={(event) => setSubject(event.target.value)}
          />
        </label>
      )}
      <label className="field" htmlFor={id}>
        {words.mail.text}
      </label>
      <textarea
        id={id}
        rows={16}
        dir="auto"
        value={body}
        autoFocus={isSms}
        aria-invalid={errorAt('body') !== undefined}
        onChange={(event) => setBody(event.target.value)}
      />
      <Refusal error={save.error} />
      <div className="row">
        <button type="submit" className="primary" disabled={save.isPending}>
          {say.save}
        </button>
        <button type="button" onClick={onEnd}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
