import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, usePages } from '../../api/queries.ts';
import { useKeys } from '../../app/keys.ts';
import { useSession } from '../../app/session.tsx';
import { toast } from '../../app/toasts.tsx';
import { TextField } from '../../parts/fields.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { useForm } from '../../parts/form.ts';
import { Pages } from '../../parts/pages.tsx';
import { Empty } from '../../parts/states.tsx';
import { Mark, Moment } from '../../parts/values.tsx';
import { programStatuses } from '../../words/kinds.ts';
import { programs as say } from '../../words/programs.ts';

/** Programs with their next run. */
export default function ProgramsScreen() {
  const list = usePages('listPrograms', { query: {} });
  const { may } = useSession();
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const canSave = may('programs.save');
  useKeys({ ...(canSave && { n: () => setCreating(true) }) }, { isOn: !isCreating });
  const create = canSave && (
    <button type="button" className="primary" aria-keyshortcuts="n" onClick={() => setCreating(true)}>
      {say.create} <kbd>n</kbd>
    </button>
  );
  return (
    <div className="screen">
      <header className="screen-head row wrap between">
        <h1>{say.title}</h1>
        {list.rows.length > 0 && create}
      </header>
      <Pages list={list} empty={<Empty act={create}>{say.empty}</Empty>}>
        <ul className="cards">
          {list.rows.map(({ id, name, status, nextRunAt, zone }) => (
            <li key={id} className="card stack">
              <div className="row between">
                <h2 dir="auto">
                  <Link to="/programs/$id" params={{ id }}>
                    {name}
                  </Link>
                </h2>
                <Mark tone={status === 'active' ? 'good' : 'muted'}>{programStatuses[status]}</Mark>
              </div>
              <p className="muted">
                {say.nextRun}: {nextRunAt === null ? '–' : <Moment at={nextRunAt} zone={zone} />}
              </p>
            </li>
          ))}
        </ul>
      </Pages>
      {isCreating && (
        <CreateProgram
          onDone={(id) => void navigate({ to: '/programs/$id', params: { id } })}
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  );
}

function CreateProgram({ onDone, onClose }: { onDone: (id: string) => void; onClose: () => void }) {
  const { values, bind } = useForm({ name: '' });
  const create = useAct('createProgram', {
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
      onSubmit={() => create.mutate({ body: { name: values.name.trim() } })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={create.error} isRequired autoFocus />
    </FormDialog>
  );
}
