import { usePages } from '../../../api/queries.ts';
import { useSession } from '../../../app/session.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { filled } from '../../../parts/form.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark } from '../../../parts/values.tsx';
import { settings } from '../../../words/settings.ts';
import { levels, tones } from '../../../words/settings-kinds.ts';
import { templates as say } from '../../../words/templates.ts';
import { useOpened } from '../opened.ts';
import { NewTemplate, TemplateView } from './template-view.tsx';
import { PartHead } from './part-head.tsx';

/** Named texts; one that is opened takes the place of the list. */
export default function TemplatesPart() {
  const { may } = useSession();
  const { search, set, opened, open, close } = useOpened();
  const find = filled(search.find ?? '');
  const list = usePages('listTemplates', { query: { ...(find !== undefined && { search: find }) } });
  const mayWrite = may('templates.save');
  if (opened === 'new' && mayWrite)
    return (
      <NewTemplate
        of={search.find ?? null}
        onClose={() => set({ open: undefined, find: undefined })}
        onMade={(id) => set({ open: id, find: undefined })}
      />
    );
  if (opened !== null && opened !== 'new')
    return (
      <TemplateView
        key={opened}
        id={opened}
        onClose={close}
        onCopy={() => set({ open: 'new', find: opened })}
      />
    );
  return (
    <>
      <PartHead
        title={say.title}
        about={say.about}
        act={
          mayWrite && (
            <button type="button" className="primary" onClick={() => set({ open: 'new', find: undefined })}>
              {say.create}
            </button>
          )
        }
      />
      <TextField
        label={say.find}
        bind={{
          name: 'find',
          value: search.find ?? '',
          onChange: (text) => set({ find: text || undefined }),
        }}
      />
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <Table
          label={say.title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.name,
            cell: ({ id, name }) => (
              <button type="button" className="plain" onClick={() => open(id)}>
                <span dir="auto">{name}</span>
              </button>
            ),
          }}
          columns={[
            { name: say.level, cell: ({ level }) => levels[level] },
            { name: say.languages, cell: ({ languages }) => languages.join(', ') },
            {
              name: settings.status,
              cell: ({ isBuiltIn, tone }) =>
                isBuiltIn && (
                  <Mark tone="muted">{tone === null ? say.builtIn : `${say.builtIn}: ${tones[tone]}`}</Mark>
                ),
            },
          ]}
        />
      </Pages>
    </>
  );
}
