import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { optionsOf, SelectField, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { settings, users as say } from '../../../words/settings.ts';
import { roles } from '../../../words/settings-kinds.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';
import { UserDrawer } from './user-drawer.tsx';

type User = ItemOf<'listUsers'>;

/** Who works here, and the keys by which they sign in. */
export default function UsersPart() {
  const { may, me } = useSession();
  const { opened, open, close } = useOpened();
  const list = usePages('listUsers', { query: {} });
  const mayManage = may('users.manage');
  const isOwn = ({ id }: User): boolean => mayManage || id === me.id;
  return (
    <>
      <PartHead
        title={say.title}
        about={say.about}
        act={
          mayManage && (
            <button type="button" className="primary" onClick={() => open('new')}>
              {say.create}
            </button>
          )
        }
      />
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.name,
            cell: (user) =>
              isOwn(user) ? (
                <button type="button" className="plain" onClick={() => open(user.id)}>
                  <span dir="auto">{user.name}</span>
                </button>
              ) : (
                <span dir="auto">{user.name}</span>
              ),
          }}
          columns={[
            { name: say.email, cell: ({ email }) => <span dir="auto">{email}</span> },
            { name: say.role, cell: ({ role }) => roles[role] },
            {
              name: settings.status,
              cell: ({ isActive }) => (
                <Mark tone={isActive ? 'good' : 'muted'}>{isActive ? say.isActive : say.inactive}</Mark>
              ),
            },
          ]}
        />
      </Pages>
      {opened === 'new' && mayManage && <NewUser onClose={close} onMade={open} />}
      {opened !== null && opened !== 'new' && <UserDrawer id={opened} onClose={close} />}
    </>
  );
}

function NewUser({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const form = useForm({ name: '', email: '', role: 'agent' as User['role'] });
  const create = useAct('createUser', {
    onDone: ({ id }) => {
      readAgain('listUsers');
      onMade(id);
    },
  });
  return (
    <FormDialog
      title={say.create}
      act={settings.create}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() => create.mutate({ body: form.values })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={form.bind('name')} error={create.error} isRequired autoFocus />
      <TextField kind="email" label={say.email} bind={form.bind('email')} error={create.error} isRequired />
      <SelectField
        label={say.role}
        bind={form.bind('role')}
        error={create.error}
        options={optionsOf(roles)}
      />
    </FormDialog>
  );
}
