import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { toast } from '../../../app/toasts.tsx';
import { CheckList } from '../../../parts/check-list.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { CustomerPick } from '../../../parts/picks.tsx';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { words } from '../../../words/en.ts';
import { groups as say, settings } from '../../../words/settings.ts';

type Group = Reply<'getVisibilityGroup'>;

/** A visibility group: its name, who is in it and whom they see. */
export function GroupDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getVisibilityGroup', { params: { groupId: id } });
  const members = useCall('listGroupMembers', { params: { groupId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>{(group) => <Name group={group} onGone={onClose} />}</Shown>
      <Shown read={members}>
        {({ items }) => <Members id={id} userIds={items.map((user) => user.id)} />}
      </Shown>
      <Customers id={id} />
    </Drawer>
  );
}

function Name({ group, onGone }: { group: Group; onGone: () => void }) {
  const [isRemoving, setRemoving] = useState(false);
  const form = useForm({ name: group.name });
  const params = { groupId: group.id };
  const saving = useSave('renameVisibilityGroup', group, {
    onDone: ({ name }) => {
      form.reset({ name });
      readAgain('listVisibilityGroups', 'getVisibilityGroup');
      toast(words.saved);
    },
  });
  const remove = useAct('removeVisibilityGroup', {
    onDone: () => {
      readAgain('listVisibilityGroups');
      onGone();
    },
  });
  return (
    <>
      <SaveForm
        label={settings.name}
        saving={saving}
        isDirty={form.isDirty}
        onSave={() => saving.save({ params, body: form.values })}
        onTheirs={(theirs) => form.reset({ name: (theirs as Group).name })}
        more={
          <button type="button" className="danger" onClick={() => setRemoving(true)}>
            {settings.remove} …
          </button>
        }
      >
        <TextField label={settings.name} bind={form.bind('name')} error={saving.error} isRequired />
      </SaveForm>
      {isRemoving && (
        <ConfirmDialog
          title={say.removeTitle(group.name)}
          about={say.removeAbout}
          act={settings.remove}
          isBusy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate({ params })}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  );
}

function Members({ id, userIds }: { id: string; userIds: readonly string[] }) {
  const users = usePages('listUsers', { query: { limit: 200, isActive: 'true' } });
  const form = useForm<{ userIds: readonly string[] }>({ userIds });
  const save = useAct('setGroupMembers', {
    onDone: ({ items }) => {
      form.reset({ userIds: items.map((user) => user.id) });
      readAgain('listVisibilityGroups', 'listGroupMembers');
      toast(words.saved);
    },
  });
  return (
    <SaveForm
      label={say.members}
      saving={{ conflict: null, error: save.error, isBusy: save.isPending }}
      isDirty={form.isDirty}
      act={say.save}
      onSave={() => save.mutate({ params: { groupId: id }, body: { userIds: [...form.values.userIds] } })}
    >
      <CheckList
        label={say.members}
        bind={form.bind('userIds')}
        options={users.rows.map((user) => [user.id, user.name] as const)}
      />
    </SaveForm>
  );
}

function Customers({ id }: { id: string }) {
  const [customer, setCustomer] = useState<Option | null>(null);
  const list = usePages('listGroupCustomers', { params: { groupId: id }, query: {} });
  const change = useAct('changeGroupCustomers', {
    onDone: () => {
      setCustomer(null);
      readAgain('listGroupCustomers', 'listVisibilityGroups', 'getVisibilityGroup');
    },
  });
  const params = { groupId: id };
  return (
    <section className="stack" aria-label={say.customers}>
      <h3>{say.customers}</h3>
      <CustomerPick label={say.add} value={customer} onChange={setCustomer} />
      <p>
        <button
          type="button"
          disabled={customer === null || change.isPending}
          onClick={() => customer && change.mutate({ params, body: { add: [customer.id] } })}
        >
          {say.put}
        </button>
      </p>
      <Refusal error={change.error} />
      <Pages list={list} empty={<p className="muted">{say.noCustomers}</p>}>
        <ul className="plain-list">
          {list.rows.map((each) => (
            <li key={each.id} className="row between wrap">
              <Link to="/customers/$id" params={{ id: each.id }} dir="auto">
                {each.name}
              </Link>
              <button
                type="button"
                disabled={change.isPending}
                aria-label={`${say.takeOut}: ${each.name}`}
                onClick={() => change.mutate({ params, body: { remove: [each.id] } })}
              >
                {say.takeOut}
              </button>
            </li>
          ))}
        </ul>
      </Pages>
    </section>
  );
}
