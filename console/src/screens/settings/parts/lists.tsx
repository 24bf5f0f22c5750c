import { useState } from 'react';
import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { useSession } from '../../../app/session.tsx';
import { CheckField, TextArea, TextField } from '../../../parts/fields.tsx';
import { FormDialog } from '../../../parts/form-dialog.tsx';
import { orNull, useForm } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { counted } from '../../../words/plural.ts';
import { lists as say, settings } from '../../../words/settings.ts';
import { useOpened } from '../opened.ts';
import { ListDrawer } from './list-drawer.tsx';
import { PartHead } from './part-head.tsx';

/** Named sets of customers. */
export default function ListsPart() {
  const { may } = useSession();
  const { locale } = useLocale();
  const { opened, open, close } = useOpened();
  const [isAll, setAll] = useState(false);
  const list = usePages('listLists', { query: { ...(isAll && { includeArchived: 'true' as const }) } });
  const create = may('lists.manage') && (
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
            cell: ({ id, name, isArchived }) => (
              <>
                <button type="button" className="plain" onClick={() => open(id)}>
                  <span dir="auto">{name}</span>
                </button>{' '}
                {isArchived && <Mark tone="muted">{settings.archived}</Mark>}
              </>
            ),
          }}
          columns={[
            { name: say.members, cell: ({ memberCount }) => counted(memberCount, say.count, locale) },
            { name: say.description, cell: ({ description }) => <span dir="auto">{description}</span> },
          ]}
        />
      </Pages>
      {opened === 'new' && <NewList onClose={close} onMade={open} />}
      {opened !== null && opened !== 'new' && <ListDrawer id={opened} onClose={close} />}
    </>
  );
}

function NewList({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const form = useForm({ name: '', description: '' });
  const create = useAct('createList', {
    onDone: ({ id }) => {
      readAgain('listLists');
      onMade(id);
    },
  });
  return (
    <FormDialog
      title={say.create}
      act={settings.create}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={() =>
        create.mutate({ body: { name: form.values.name, description: orNull(form.values.description) } })
      }
      onClose={onClose}
    >
      <TextField label={settings.name} bind={form.bind('name')} error={create.error} isRequired autoFocus />
      <TextArea label={say.description} rows={3} bind={form.bind('description')} error={create.error} />
    </FormDialog>
  );
}
