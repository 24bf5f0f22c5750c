import { useState } from 'react';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { settings } from '../../../words/settings.ts';

/** Asks for a name: of something new, or another one. */
export function NameDialog({
  title,
  act,
  initial = '',
  isBusy,
  error,
  onName,
  onClose,
}: {
  title: string;
  act: string;
  initial?: string;
  isBusy: boolean;
  error: unknown;
  onName: (name: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(initial);
  return (
    <FormDialog
      title={title}
      act={act}
      isBusy={isBusy}
      error={error}
      onSubmit={() => onName(name)}
      onClose={onClose}
    >
      <TextField
        label={settings.name}
        bind={{ name: 'name', value: name, onChange: setName }}
        error={error}
        isRequired
        autoFocus
      />
    </FormDialog>
  );
}
