import type { FormEvent, ReactNode } from 'react';
import type { Conflict as Found } from '../api/save.ts';
import { words } from '../words/en.ts';
import { Conflict } from './conflict.tsx';
import { Refusal } from './states.tsx';

/** A form in the page with what became of its last save; what was typed stays when that was refused. */
export function SaveForm({
  label,
  saving: { conflict, error, isBusy },
  isDirty,
  isOff = false,
  act = words.save,
  onSave,
  onTheirs,
  children,
  more,
}: {
  label: string;
  saving: { conflict: Found | null; error: unknown; isBusy: boolean };
  /** Nothing was typed: there is nothing to save. */
  isDirty: boolean;
  /** It may only be read. */
  isOff?: boolean;
  act?: string;
  onSave: () => void;
  onTheirs?: (theirs: Readonly<Record<string, unknown>>) => void;
  children: ReactNode;
  /** Further acts beside the one that saves. */
  more?: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    onSave();
  };
  return (
    <form className="stack save-form" aria-label={label} onSubmit={submit}>
      <fieldset className="bare stack" disabled={isOff}>
        {children}
      </fieldset>
      <Refusal error={error} />
      <Conflict conflict={conflict} {...(onTheirs && { onTheirs })} />
      {!isOff && (
        <div className="row wrap">
          <button type="submit" className="primary" disabled={isBusy || !isDirty}>
            {act}
          </button>
          {more}
        </div>
      )}
    </form>
  );
}
