import { useState } from 'react';
import { words } from '../words/en.ts';
import { TextField } from './fields.tsx';
import { FormDialog } from './form-dialog.tsx';

/** An act that nobody takes back: says what it does, and where `typed` is given asks for that name or number first. */
export function ConfirmDialog({
  title,
  about,
  act,
  typed,
  isDanger = true,
  isBusy,
  error,
  onAct,
  onClose,
}: {
  title: string;
  about: string;
  act: string;
  typed?: string;
  isDanger?: boolean;
  isBusy: boolean;
  error: unknown;
  onAct: () => void;
  onClose: () => void;
}) {
  const [text, setText] = useState('');
  return (
    <FormDialog
      title={title}
      about={about}
      act={act}
      isDanger={isDanger}
      isOff={typed !== undefined && text.trim() !== typed.trim()}
      isBusy={isBusy}
      error={error}
      onSubmit={onAct}
      onClose={onClose}
    >
      {typed !== undefined && (
        <TextField
          label={words.typeName(typed)}
          bind={{ name: 'typed', value: text, onChange: setText }}
          autoFocus
        />
      )}
    </FormDialog>
  );
}
