import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import type { Option } from '../../../parts/combobox.tsx';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { CheckField, TextArea, TextField } from '../../../parts/fields.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { CustomerPick } from '../../../parts/picks.tsx';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Refusal, Shown } from '../../../parts/states.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { counted } from '../../../words/plural.ts';
import { lists as say, settings } from '../../../words/settings.ts';

type List = Reply<'getList'>;

/** A list with its members. */
export function ListDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getList', { params: { listId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>
        {(list) => (
          <>
            <ListForm list={list} onGone={onClose} />
            <Members list={list} />
          </>
        )}
      </Shown>
    </Drawer>
  );
}

const typedOf = ({ name, description, isArchived }: List) => ({
  name,
  description: description ?? '',
  isArchived,
});

function ListForm({ list, onGone }: { list: List; onGone: () => void }) {
  const { may } = useSession();
  const [isDeleting, setDeleting] = useState(false);
  const form = useForm(typedOf(list));
  const params = { listId: list.id };
  const saving = useSave('updateList', list, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listLists', 'getList');
      toast(words.saved);
    },
  });
  const remove = useAct('deleteList', {
    onDone: () => {
      readAgain('listLists');
      onGone();
    },
  });
  const { name, description, isArchived } = form.values;
  return (
    <>
      <SaveForm
        label={list.name}
        saving={saving}
        isDirty={form.isDirty}
        isOff={!may('lists.manage')}
        onSave={() => saving.save({ params, body: { name, description: orNull(description), isArchived } })}
        onTheirs={(theirs) => form.reset(typedOf(theirs as List))}
        more={
          <button type="button" className="danger" onClick={() => setDeleting(true)}>
            {say.delete} …
          </button>
        }
      >
        <TextField label={settings.name} bind={form.bind('name')} error={saving.error} isRequired />
        <TextArea label={say.description} rows={2} bind={form.bind('description')} error={saving.error} />
        <CheckField label={settings.archived} bind={form.bind('isArchived')} error={saving.error} />
      </SaveForm>
      {isDeleting && (
        <ConfirmDialog
          title={say.deleteTitle(list.name)}
          about={say.deleteAbout}
          act={say.delete}
          typed={list.name}
          isBusy={remove.isPending}
          error={remove.error}
          onAct={() => remove.mutate({ params })}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

function Members({ list: { id, isArchived } }: { list: List }) {
  const { may } = useSession();
  const { locale } = useLocale();
  const [customer, setCustomer] = useState<Option | null>(null);
  const members = usePages('listListMembers', { params: { listId: id }, query: {} });
  const again = (): void => readAgain('listListMembers', 'listLists', 'getList');
  const add = useAct('addListMember', {
    onDone: () => {
      setCustomer(null);
      again();
    },
  });
  const remove = useAct('removeListMember', {
    onDone: ({ inFlight }) => {
      if (inFlight.length > 0) toast(counted(inFlight.length, say.inFlight, locale));
      again();
    },
  });
  const mayManage = may('lists.manage');
  return (
    <section className="stack" aria-label={say.members}>
      <h3>{say.members}</h3>
      {mayManage && !isArchived && (
        <div className="stack">
          <CustomerPick label={say.add} value={customer} onChange={setCustomer} />
          <p>
            <button
              type="button"
              disabled={customer === null || add.isPending}
              onClick={() => customer && add.mutate({ params: { listId: id, customerId: customer.id } })}
            >
              {say.put}
            </button>
          </p>
        </div>
      )}
      <Refusal error={add.error ?? remove.error} />
      <Pages list={members} empty={<p className="muted">{say.noMembers}</p>}>
        <ul className="plain-list">
          {members.rows.map(({ customerId, customerName, addedAt }) => (
            <li key={customerId} className="row between wrap">
              <span>
                <Link to="/customers/$id" params={{ id: customerId }} dir="auto">
                  {customerName}
                </Link>{' '}
                <span className="muted">
                  <Moment at={addedAt} />
                </span>
              </span>
              {mayManage && (
                <button
                  type="button"
                  disabled={remove.isPending}
                  aria-label={`${say.takeOff}: ${customerName}`}
                  onClick={() => remove.mutate({ params: { listId: id, customerId } })}
                >
                  {say.takeOff}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Pages>
    </section>
  );
}
