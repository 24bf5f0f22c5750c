import { usePages } from '../../../api/queries.ts';
import { useLocale } from '../../../app/locale.ts';
import { Drawer } from '../../../parts/drawer.tsx';
import { countText } from '../../../parts/format.ts';
import { Pages } from '../../../parts/pages.tsx';
import { Empty } from '../../../parts/states.tsx';
import { Table } from '../../../parts/table.tsx';
import { Mark, Moment } from '../../../parts/values.tsx';
import { importKinds, importStatuses, imports as say } from '../../../words/imports.ts';
import { Summary } from './summary.tsx';

const TONES = {
  running: 'muted',
  waiting: 'warning',
  closing: 'muted',
  completed: 'good',
  failed: 'danger',
} as const;

/** Imports that were, the newest first; one opens with its errors and what is asked. */
export function PastImports({
  opened,
  onOpen,
}: {
  opened: string | null;
  onOpen: (id: string | null) => void;
}) {
  const { locale } = useLocale();
  const list = usePages('listImports', { query: {} });
  const users = usePages('listUsers', { query: { limit: 200 } });
  const nameOf = (id: string): string => users.rows.find((user) => user.id === id)?.name ?? '';
  return (
    <>
      <Pages list={list} empty={<Empty>{say.empty}</Empty>}>
        <Table
          label={say.tabs.past}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.when,
            cell: ({ id, createdAt, createdById }) => (
              <>
                <button type="button" className="plain" onClick={() => onOpen(id)}>
                  <Moment at={createdAt} />
                </button>{' '}
                <span className="muted" dir="auto">
                  {nameOf(createdById)}
                </span>
              </>
            ),
          }}
          columns={[
            {
              name: say.kind,
              cell: ({ kind, isDryRun }) => (
                <>
                  {importKinds[kind]} {isDryRun && <Mark tone="muted">{say.dry}</Mark>}
                </>
              ),
            },
            { name: say.rows, isAmount: true, cell: ({ total }) => countText(total, locale) },
            { name: say.created, isAmount: true, cell: ({ created }) => countText(created, locale) },
            { name: say.updated, isAmount: true, cell: ({ updated }) => countText(updated, locale) },
            { name: say.failed, isAmount: true, cell: ({ failed }) => countText(failed, locale) },
            {
              name: say.result,
              cell: ({ status }) => <Mark tone={TONES[status]}>{importStatuses[status]}</Mark>,
            },
          ]}
        />
      </Pages>
      {opened !== null && (
        <Drawer title={say.title} onClose={() => onOpen(null)}>
          <Summary id={opened} />
        </Drawer>
      )}
    </>
  );
}
