import { useState } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { ConfirmDialog } from '../../../parts/confirm-dialog.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Moment } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { importKinds, imports as say } from '../../../words/imports.ts';

type Profile = ItemOf<'listImportProfiles'>;

/** How files of one origin are read, kept under names. */
export function Profiles() {
  const list = usePages('listImportProfiles', { query: {} });
  const [asked, setAsked] = useState<{ act: 'rename' | 'delete'; profile: Profile } | null>(null);
  const close = (): void => setAsked(null);
  return (
    <>
      <Pages list={list} empty={<Empty>{say.noProfiles}</Empty>}>
        <Table
          label={say.tabs.profiles}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{ name: say.profileName, cell: ({ name }) => <span dir="auto">{name}</span> }}
          columns={[
            { name: say.kind, cell: ({ kind }) => importKinds[kind] },
            { name: say.columns, cell: ({ reading }) => mappedOf(reading) },
            { name: say.when, cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
            {
              name: say.acts,
              cell: (profile) => (
                <span className="row wrap">
                  <button
                    type="button"
                    aria-label={`${say.rename}: ${profile.name}`}
                    onClick={() => setAsked({ act: 'rename', profile })}
                  >
                    {say.rename}
                  </button>
                  <button
                    type="button"
                    className="danger"
                    aria-label={`${say.deleteProfile}: ${profile.name}`}
                    onClick={() => setAsked({ act: 'delete', profile })}
                  >
                    {say.deleteProfile} …
                  </button>
                </span>
              ),
            },
          ]}
        />
      </Pages>
      {asked?.act === 'rename' && <Rename id={asked.profile.id} onClose={close} />}
      {asked?.act === 'delete' && <Delete profile={asked.profile} onClose={close} />}
    </>
  );
}

const mappedOf = ({ mapping = [] }: Profile['reading']): string =>
  mapping.map(({ from, to }) => `${from} → ${to}`).join(', ');

function Rename({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useCall('getImportProfile', { params: { importProfileId: id } });
  return data ? <RenameForm profile={data} onClose={onClose} /> : null;
}

function RenameForm({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const [name, setName] = useState(profile.name);
  const { save, conflict, error, isBusy } = useSave('updateImportProfile', profile, {
    onDone: () => {
      readAgain('listImportProfiles', 'getImportProfile');
      onClose();
    },
  });
  return (
    <FormDialog
      title={say.rename}
      act={words.save}
      isBusy={isBusy}
      error={error}
      conflict={conflict}
      onSubmit={() => save({ params: { importProfileId: profile.id }, body: { name } })}
      onClose={onClose}
    >
      <TextField
        label={say.profileName}
        bind={{ name: 'name', value: name, onChange: setName }}
        error={error}
        isRequired
        autoFocus
      />
    </FormDialog>
  );
}

function Delete({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const remove = useAct('deleteImportProfile', {
    onDone: () => {
      readAgain('listImportProfiles');
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={say.deleteTitle(profile.name)}
      about={say.deleteAbout}
      act={say.deleteProfile}
      isBusy={remove.isPending}
      error={remove.error}
      onAct={() => remove.mutate({ params: { importProfileId: profile.id } })}
      onClose={onClose}
    />
  );
}
