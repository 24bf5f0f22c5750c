import type { FormEvent, ReactNode } from 'react';
import type { Conflict as Found } from '../api/save.ts';
import { words } from '../words/en.ts';
import { Conflict } from './conflict.tsx';
import { Dialog } from './dialog.tsx';
import { Refusal } from './states.tsx';

/** A form over the page; it stays with what was typed when the act is refused. The caller closes it when the act is done. */
export function FormDialog({
  title,
  about,
  act,
  isDanger = false,
  isOff = false,
  isBusy,
  error,
  conflict = null,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  about?: string;
  /** What the button does, in words. */
  act: string;
  isDanger?: boolean;
  isOff?: boolean;
  isBusy: boolean;
  error: unknown;
  conflict?: Found | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog of a page's form stands in it for React, not on the page.
    event.stopPropagation();
    onSubmit();
  };
  return (
    <Dialog title={title} {...(about !== undefined && { about })} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate={false}>
        {children}
        <Refusal error={error} />
        <Conflict conflict={conflict} />
        <div className="row wrap">
          <button type="submit" className={isDanger ? 'danger' : 'primary'} disabled={isBusy || isOff}>
            {act}
          </button>
          <button type="button" onClick={onClose}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
