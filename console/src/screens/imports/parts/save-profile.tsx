import { useState } from 'react';
import { readAgain, useAct } from '../../../api/queries.ts';
import { toast } from '../../../app/toasts.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { words } from '../../../words/en.ts';
import { imports as say } from '../../../words/imports.ts';
import type { Kind, Reading } from '../reading.ts';

/** Keeps how a file is read under a name, for the next one of its origin. */
export function SaveProfile({ kind, reading }: { kind: Kind; reading: Reading }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const create = useAct('createImportProfile', {
    onDone: (profile) => {
      readAgain('listImportProfiles');
      toast(say.profileSaved(profile.name));
      setOpen(false);
    },
  });
  return (
    <p>
      <button type="button" onClick={() => setOpen(true)}>
        {say.saveProfile} …
      </button>
      {isOpen && (
        <FormDialog
          title={say.saveProfile}
          act={words.save}
          isBusy={create.isPending}
          error={create.error}
          onSubmit={() => create.mutate({ body: { name, kind, reading } })}
          onClose={() => setOpen(false)}
        >
          <TextField
            label={say.profileName}
            bind={{ name: 'name', value: name, onChange: setName }}
            error={create.error}
            isRequired
            autoFocus
          />
        </FormDialog>
      )}
    </p>
  );
}
