import { readAgain, useAct, usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { counted } from '../../../words/plural.ts';
import { groups as say, settings } from '../../../words/settings.ts';
import { useOpened } from '../opened.ts';
import { GroupDrawer } from './group-drawer.tsx';
import { NameDialog } from './name-dialog.tsx';
import { PartHead } from './part-head.tsx';

/** Who sees which customers. */
export default function VisibilityGroupsPart() {
  const { locale } = useLocale();
  const { opened, open, close } = useOpened();
  const list = usePages('listVisibilityGroups', { query: {} });
  const create = useAct('createVisibilityGroup', {
    onDone: ({ id }) => {
      readAgain('listVisibilityGroups');
      open(id);
    },
  });
  const button = (
    <button type="button" className="primary" onClick={() => open('new')}>
      {say.create}
    </button>
  );
  return (
    <>
      <PartHead title={say.title} about={say.about} act={button} />
      <Pages list={list} empty={<Empty act={button}>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: settings.name,
            cell: ({ id, name }) => (
              <button type="button" className="plain" onClick={() => open(id)}>
                <span dir="auto">{name}</span>
              </button>
            ),
          }}
          columns={[
            { name: say.members, cell: ({ memberCount }) => counted(memberCount, say.memberCount, locale) },
            {
              name: say.customers,
              cell: ({ customerCount }) => counted(customerCount, say.customerCount, locale),
            },
          ]}
        />
      </Pages>
      {opened === 'new' && (
        <NameDialog
          title={say.create}
          act={settings.create}
          isBusy={create.isPending}
          error={create.error}
          onName={(name) => create.mutate({ body: { name } })}
          onClose={close}
        />
      )}
      {opened !== null && opened !== 'new' && <GroupDrawer id={opened} onClose={close} />}
    </>
  );
}
