import { useState } from 'react';
import type { Permission } from '../../../../../contracts/permissions.ts';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { CheckList } from '../../../parts/check-list.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { optionsOf, SelectField, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { errorAt, useForm } from '../../../parts/form.ts';
import { UserPick } from '../../../parts/picks.tsx';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Shown } from '../../../parts/states.tsx';
import { Mark } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { users as say } from '../../../words/settings.ts';
import { permissions, roles } from '../../../words/settings-kinds.ts';
import { Keys } from './keys.tsx';

type User = Reply<'getUser'>;

/** A user: what they may do, their keys, and whether they still work here. */
export function UserDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getUser', { params: { userId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>{(user) => <OneUser user={user} />}</Shown>
    </Drawer>
  );
}

function OneUser({ user }: { user: User }) {
  const { may, me } = useSession();
  const [isLeaving, setLeaving] = useState(false);
  const update = useAct('updateUser', { onDone: () => readAgain('listUsers', 'getUser') });
  const mayManage = may('users.manage');
  return (
    <>
      <p className="row wrap">
        <Mark tone={user.isActive ? 'good' : 'muted'}>{user.isActive ? say.isActive : say.inactive}</Mark>
        <span dir="auto">{user.email}</span>
      </p>
      {mayManage && <UserForm user={user} />}
      {(mayManage || user.id === me.id) && <Keys user={user} />}
      {mayManage && user.isActive && user.id !== me.id && (
        <p>
          <button type="button" className="danger" onClick={() => setLeaving(true)}>
            {say.deactivate} …
          </button>
        </p>
      )}
      {mayManage && !user.isActive && (
        <p>
          <button
            type="button"
            disabled={update.isPending}
            onClick={() => update.mutate({ params: { userId: user.id }, body: { isActive: true } })}
          >
            {say.reactivate}
          </button>
        </p>
      )}
      {isLeaving && <Deactivate user={user} onClose={() => setLeaving(false)} />}
    </>
  );
}

const typedOf = ({ name, email, role, granted, taken }: User) => ({ name, email, role, granted, taken });

function UserForm({ user }: { user: User }) {
  const form = useForm(typedOf(user));
  const saving = useSave('updateUser', user, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listUsers', 'getMe');
      toast(words.saved);
    },
  });
  const { error } = saving;
  const all = optionsOf(permissions);
  return (
    <SaveForm
      label={user.name}
      saving={saving}
      isDirty={form.isDirty}
      onSave={() => saving.save({ params: { userId: user.id }, body: form.values })}
      onTheirs={(theirs) => form.reset(typedOf(theirs as User))}
    >
      <TextField label={say.name} bind={form.bind('name')} error={error} isRequired />
      <TextField kind="email" label={say.email} bind={form.bind('email')} error={error} isRequired />
      <SelectField label={say.role} bind={form.bind('role')} error={error} options={optionsOf(roles)} />
      <details>
        <summary>{say.mayDo}</summary>
        <ul className="reasons">
          {user.permissions.map((permission) => (
            <li key={permission}>{permissions[permission]}</li>
          ))}
        </ul>
      </details>
      <details>
        <summary>{say.granted}</summary>
        <CheckList<Permission>
          label={say.granted}
          bind={form.bind('granted') as never}
          error={error}
          options={all}
        />
      </details>
      <details>
        <summary>{say.taken}</summary>
        <CheckList<Permission>
          label={say.taken}
          bind={form.bind('taken') as never}
          error={error}
          options={all}
        />
      </details>
    </SaveForm>
  );
}

function Deactivate({ user, onClose }: { user: User; onClose: () => void }) {
  const [successor, setSuccessor] = useState<Option | null>(null);
  const update = useAct('updateUser', {
    onDone: () => {
      readAgain('listUsers', 'getUser', 'listApiKeys');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.deactivateTitle(user.name)}
      about={say.deactivateAbout}
      act={say.deactivate}
      isDanger
      isBusy={update.isPending}
      error={update.error}
      onSubmit={() =>
        update.mutate({
          params: { userId: user.id },
          body: { isActive: false, ...(successor && { successorId: successor.id }) },
        })
      }
      onClose={onClose}
    >
      <UserPick
        label={say.successor}
        value={successor}
        onChange={setSuccessor}
        problem={errorAt(update.error, 'successorId')}
        autoFocus
      />
    </FormDialog>
  );
}
