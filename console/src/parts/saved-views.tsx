import { useState } from 'react';
import type { ItemOf, Input } from '../api/operations.ts';
import { readAgain, useAct, useCall } from '../api/queries.ts';
import { useSave } from '../api/save.ts';
import { announce } from '../app/live.tsx';
import { useSession } from '../app/session.tsx';
import { savedViews as say } from '../words/saved-views.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { CheckField, TextField } from './fields.tsx';
import { useForm } from './form.ts';
import { FormDialog } from './form-dialog.tsx';

type View = ItemOf<'listSavedViews'>;
type Filters = Input<'createSavedView'>['body']['filters'];

/** The same whatever the order in which filters were set. */
const keyOf = (filters: object): string =>
  JSON.stringify(Object.entries(filters).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** Names for what this screen shows (W2): one is opened, made, renamed, shared or removed here. */
export function SavedViews({
  screen,
  search,
  onOpen,
}: {
  screen: string;
  /** The filters in the address, without what is open in it. */
  search: object;
  onOpen: (filters: Filters) => void;
}) {
  const { me, may } = useSession();
  const [dialog, setDialog] = useState<'new' | 'edit' | 'remove' | null>(null);
  const views = useCall('listSavedViews', { query: { screen, limit: 200 } });
  const items = views.data?.items ?? [];
  const here = keyOf(search);
  const current = items.find(({ filters }) => keyOf(filters) === here);
  const isSet = Object.keys(search).length > 0;
  const mayEdit = (view: View): boolean => (view.isShared ? may('views.share') : view.ownerId === me.id);
  const close = (): void => setDialog(null);
  if (items.length === 0 && !isSet) return null;
  return (
    <div className="row wrap saved-views">
      {items.length > 0 && (
        <select
          aria-label={say.view}
          value={current?.id ?? ''}
          onChange={({ target }) => {
            const view = items.find(({ id }) => id === target.value);
            onOpen(view?.filters ?? {});
          }}
        >
          <option value="">{isSet && !current ? say.unsaved : say.none}</option>
          {items.map(({ id, name, isShared }) => (
            <option key={id} value={id}>
              {isShared ? say.shared(name) : name}
            </option>
          ))}
        </select>
      )}
      {isSet && !current && (
        <button type="button" onClick={() => setDialog('new')}>
          {say.keep}
        </button>
      )}
      {current && mayEdit(current) && (
        <button type="button" onClick={() => setDialog('edit')}>
          {say.edit}
        </button>
      )}
      {dialog === 'new' && <NewView screen={screen} filters={search as Filters} onClose={close} />}
      {dialog === 'edit' && current && (
        <EditView key={current.id} view={current} onClose={close} onRemove={() => setDialog('remove')} />
      )}
      {dialog === 'remove' && current && <RemoveView view={current} onClose={close} />}
    </div>
  );
}

function NewView({ screen, filters, onClose }: { screen: string; filters: Filters; onClose: () => void }) {
  const { may } = useSession();
  const { values, bind } = useForm({ name: '', isShared: false });
  const act = useAct('createSavedView', {
    onDone: ({ name }) => {
      announce(say.kept(name));
      readAgain('listSavedViews');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.keep}
      about={say.about}
      act={say.save}
      isBusy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ body: { ...values, screen, filters } })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={act.error} isRequired autoFocus />
      {may('views.share') && <CheckField label={say.share} bind={bind('isShared')} error={act.error} />}
    </FormDialog>
  );
}

function EditView({ view, onClose, onRemove }: { view: View; onClose: () => void; onRemove: () => void }) {
  const { may } = useSession();
  const { values, bind } = useForm({ name: view.name, isShared: view.isShared });
  const saving = useSave('updateSavedView', view, {
    onDone: ({ name }) => {
      announce(say.kept(name));
      readAgain('listSavedViews');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.edit}
      act={say.save}
      isBusy={saving.isBusy}
      error={saving.error}
      conflict={saving.conflict}
      onSubmit={() => saving.save({ params: { savedViewId: view.id }, body: values })}
      onClose={onClose}
    >
      <TextField label={say.name} bind={bind('name')} error={saving.error} isRequired autoFocus />
      {may('views.share') && <CheckField label={say.share} bind={bind('isShared')} error={saving.error} />}
      <p>
        <button type="button" className="danger" onClick={onRemove}>
          {say.remove}
        </button>
      </p>
    </FormDialog>
  );
}

function RemoveView({ view, onClose }: { view: View; onClose: () => void }) {
  const act = useAct('removeSavedView', {
    onDone: () => {
      announce(say.removed(view.name));
      readAgain('listSavedViews');
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.removeOf(view.name)}
      about={view.isShared ? say.removeShared : say.removeOwn}
      act={say.remove}
      isBusy={act.isPending}
      error={act.error}
      onAct={() => act.mutate({ params: { savedViewId: view.id } })}
      onClose={onClose}
    />
  );
}
