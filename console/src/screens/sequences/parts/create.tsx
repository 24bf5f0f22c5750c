import { useState } from 'react';
import { useAct, useCall } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { toast } from '../../../app/toasts.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { SelectField, TextField, optionsOf } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { stepTypes } from '../../../words/kinds.ts';
import { purposes, sequences as say } from '../../../words/sequences.ts';

interface Props {
  onDone: (id: string) => void;
  onClose: () => void;
}

/** An empty draft. */
export function CreateSequence({ onDone, onClose }: Props) {
  const { zone } = useLocale();
  const { values, bind } = useForm({ name: '', zone, purpose: 'collections' as keyof typeof purposes });
  const create = useAct('createSequence', {
    onDone: ({ id, name }) => {
      toast(say.created(name));
      onClose();
      onDone(id);
    },
  });
  return (
    <FormDialog
      title={say.create}
      act={say.create}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: { ...values, name: values.name.trim() } })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={create.error} isRequired autoFocus />
      <TextField label={say.zone} bind={bind('zone')} error={create.error} isRequired />
      <SelectField
        label={say.purpose}
        bind={bind('purpose')}
        options={optionsOf(purposes)}
        error={create.error}
      />
    </FormDialog>
  );
}

/** Drafts that come with the product, in every language of theirs. */
export function Starters({ onDone, onClose }: Props) {
  const read = useCall('listSequenceStarters', {});
  const [name, setName] = useState('');
  const create = useAct('createSequenceFromStarter', {
    onDone: ({ id, name: made }) => {
      toast(say.created(made));
      onClose();
      onDone(id);
    },
  });
  return (
    <Dialog title={say.startersTitle} onClose={onClose}>
      <TextField
        label={say.name}
        bind={{ name: 'name', value: name, onChange: setName }}
        error={create.error}
        autoFocus
      />
      <Shown read={read}>
        {({ items }) => (
          <ul className="cards">
            {items.map((starter) => (
              <li key={starter.id} className="card stack">
                <h3>{starter.name}</h3>
                <p>{starter.description}</p>
                <p className="muted">{starter.steps.map(({ type }) => stepTypes[type]).join(' · ')}</p>
                <button
                  type="button"
                  disabled={create.isPending}
                  onClick={() =>
                    create.mutate({
                      params: { starterId: starter.id },
                      body: { name: name.trim() === '' ? starter.name : name.trim() },
                    })
                  }
                >
                  {say.use}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Shown>
      <Refusal error={create.error} />
    </Dialog>
  );
}
