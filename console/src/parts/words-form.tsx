import { useId, useState, type FormEvent, type ReactNode } from 'react';
import { Problem } from '../api/problems.ts';
import { words } from '../words/en.ts';
import { queue } from '../words/screens.ts';
import { Refusal } from './states.tsx';

const ROWS = 16;

/** Words of a mail as they are typed; `subject` null: it has none. */
export interface TypedWords {
  subject: string | null;
  body: string;
}

/**
 * Words of one message that has not left. A refusal leaves what was typed.
 *
 * @param bodyField where the API says what is wrong with the body
 */
export function WordsForm({
  initial,
  bodyField,
  error,
  theirs,
  isBusy,
  onSave,
  onCancel,
}: {
  initial: TypedWords;
  bodyField: string;
  error: unknown;
  /** What somebody else made of it meanwhile, with what can be done about it; what is typed stays. */
  theirs?: ((typed: TypedWords) => ReactNode) | undefined;
  isBusy: boolean;
  onSave: (words: TypedWords) => void;
  onCancel: () => void;
}) {
  const [subject, setSubject] = useState(initial.subject);
  const [body, setBody] = useState(initial.body);
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave({ subject, body });
  };
  const isInvalid = (field: string): boolean =>
    error instanceof Problem && error.errorAt(field) !== undefined;
  return (
    <form className="stack" onSubmit={submit} aria-label={queue.edit}>
      {subject !== null && (
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
      )}
      <label className="field" htmlFor={id}>
        {words.mail.text}
      </label>
      <textarea
        id={id}
        rows={ROWS}
        dir="auto"
        value={body}
        autoFocus={subject === null}
        aria-invalid={isInvalid(bodyField)}
        onChange={(event) => setBody(event.target.value)}
      />
      <Refusal error={error} />
      {theirs?.({ subject, body })}
      <div className="row">
        <button type="submit" className="primary" disabled={isBusy}>
          {queue.save}
        </button>
        <button type="button" onClick={onCancel}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
