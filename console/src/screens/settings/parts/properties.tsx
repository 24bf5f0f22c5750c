import { useState } from 'react';
import type { Reply } from '../../../api/operations.ts';
import { readAgain, useAct, useCall, usePages } from '../../../api/queries.ts';
import { useSave } from '../../../api/save.ts';
import { useSession } from '../../../app/session.tsx';
import { toast } from '../../../app/toasts.tsx';
import { Drawer } from '../../../parts/drawer.tsx';
import { CheckField, optionsOf, SelectField, TextArea, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { SaveForm } from '../../../parts/save-form.tsx';
import { Empty, Shown } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { words } from '../../../words/en.ts';
import { properties as say, settings } from '../../../words/settings.ts';
import { propertyEntities, propertyTypes } from '../../../words/settings-kinds.ts';
import { useOpened } from '../opened.ts';
import { PartHead } from './part-head.tsx';

type Property = Reply<'getProperty'>;

/** Custom properties whose values are checked. */
export default function PropertiesPart() {
  const { may } = useSession();
  const { opened, open, close } = useOpened();
  const [isAll, setAll] = useState(false);
  const list = usePages('listProperties', { query: { ...(isAll && { includeArchived: 'true' as const }) } });
  const create = may('settings.manage') && (
    <button type="button" className="primary" onClick={() => open('new')}>
      {say.create}
    </button>
  );
  return (
    <>
      <PartHead title={say.title} about={say.about} act={create} />
      <CheckField label={settings.withArchived} bind={{ name: 'archived', value: isAll, onChange: setAll }} />
      <Pages list={list} empty={<Empty act={create}>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: settings.name,
            cell: ({ id, name, label, isArchived }) => (
              <>
                <button type="button" className="plain" onClick={() => open(id)}>
                  <span dir="auto">{label ?? name}</span>
                </button>{' '}
                {isArchived && <Mark tone="muted">{settings.archived}</Mark>}
              </>
            ),
          }}
          columns={[
            { name: say.name, cell: ({ name }) => <code>{name}</code> },
            { name: say.entity, cell: ({ entity }) => propertyEntities[entity] },
            { name: say.type, cell: ({ type }) => propertyTypes[type] },
            { name: say.choices, cell: ({ choices }) => <span dir="auto">{choices.join(', ')}</span> },
          ]}
        />
      </Pages>
      {opened === 'new' && <NewProperty onClose={close} />}
      {opened !== null && opened !== 'new' && <PropertyDrawer id={opened} onClose={close} />}
    </>
  );
}

const choicesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function NewProperty({ onClose }: { onClose: () => void }) {
  const form = useForm({
    entity: 'customer' as Property['entity'],
    name: '',
    label: '',
    type: 'text' as Property['type'],
    choices: '',
  });
  const create = useAct('createProperty', {
    onDone: () => {
      readAgain('listProperties');
      onClose();
    },
  });
  const { error } = create;
  const { entity, name, label, type, choices } = form.values;
  return (
    <FormDialog
      title={say.create}
      act={settings.create}
      isBusy={create.isPending}
      error={error}
      onSubmit={() =>
        create.mutate({
          body: {
            entity,
            name,
            label: orNull(label),
            type,
            ...(type === 'choice' && { choices: choicesOf(choices) }),
          },
        })
      }
      onClose={onClose}
    >
      <SelectField label={say.entity} bind={form.bind('entity')} options={optionsOf(propertyEntities)} />
      <TextField label={say.name} hint={say.nameHint} bind={form.bind('name')} error={error} isRequired />
      <TextField label={say.label} bind={form.bind('label')} error={error} />
      <SelectField label={say.type} bind={form.bind('type')} options={optionsOf(propertyTypes)} />
      {type === 'choice' && (
        <TextArea
          label={say.choices}
          hint={say.choicesHint}
          rows={4}
          bind={form.bind('choices')}
          error={error}
        />
      )}
    </FormDialog>
  );
}

function PropertyDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const read = useCall('getProperty', { params: { propertyId: id } });
  return (
    <Drawer title={read.data?.name ?? say.title} onClose={onClose}>
      <Shown read={read}>{(property) => <PropertyForm property={property} />}</Shown>
    </Drawer>
  );
}

const typedOf = ({ label, choices, isArchived }: Property) => ({
  label: label ?? '',
  choices: choices.join('\n'),
  isArchived,
});

function PropertyForm({ property }: { property: Property }) {
  const { may } = useSession();
  const form = useForm(typedOf(property));
  const saving = useSave('updateProperty', property, {
    onDone: (saved) => {
      form.reset(typedOf(saved));
      readAgain('listProperties', 'getProperty');
      toast(words.saved);
    },
  });
  const { label, choices, isArchived } = form.values;
  const isChoice = property.type === 'choice';
  return (
    <SaveForm
      label={property.name}
      saving={saving}
      isDirty={form.isDirty}
      isOff={!may('settings.manage')}
      onSave={() =>
        saving.save({
          params: { propertyId: property.id },
          body: { label: orNull(label), isArchived, ...(isChoice && { choices: choicesOf(choices) }) },
        })
      }
      onTheirs={(theirs) => form.reset(typedOf(theirs as Property))}
    >
      <p className="muted">
        {propertyEntities[property.entity]} · {propertyTypes[property.type]}
      </p>
      <TextField label={say.label} bind={form.bind('label')} error={saving.error} />
      {isChoice && (
        <TextArea
          label={say.choices}
          hint={say.choicesHint}
          rows={6}
          bind={form.bind('choices')}
          error={saving.error}
        />
      )}
      <CheckField label={settings.archived} bind={form.bind('isArchived')} error={saving.error} />
    </SaveForm>
  );
}
