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
import { automations as say, automationStatuses } from '../../words/automations.ts';

/** Automations with their state and next pass. */
export default function AutomationsScreen() {
  const list = usePages('listAutomations', { query: {} });
  const { may } = useSession();
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const canSave = may('automations.save');
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
          {list.rows.map(({ id, name, status, nextPassAt }) => (
            <li key={id} className="card stack">
              <div className="row between">
                <h2 dir="auto">
                  <Link to="/automations/$id" params={{ id }}>
                    {name}
                  </Link>
                </h2>
                <Mark tone={status === 'running' ? 'good' : 'muted'}>{automationStatuses[status]}</Mark>
              </div>
              <p className="muted">
                {say.next}: {nextPassAt === null ? '–' : <Moment at={nextPassAt} />}
              </p>
            </li>
          ))}
        </ul>
      </Pages>
      {isCreating && (
        <CreateAutomation
          onDone={(id) =>
            void navigate({ to: '/automations/$id/edit/$part', params: { id, part: 'audience' } })
          }
          onClose={() => setCreating(false)}
        />
      )}
    </div>
  );
}

function CreateAutomation({ onDone, onClose }: { onDone: (id: string) => void; onClose: () => void }) {
  const { values, bind } = useForm({ name: '' });
  const create = useAct('createAutomation', {
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
      onSubmit={() =>
        create.mutate({
          body: { name: values.name.trim(), audience: { kind: 'all', nodes: [] }, actions: [] },
        })
      }
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={create.error} isRequired autoFocus />
    </FormDialog>
  );
}
