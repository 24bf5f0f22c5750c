import { Link } from '@tanstack/react-router';
import type { ScheduledTouchpointStatus } from '../../../../../contracts/programs/kinds.ts';
import type { Input } from '../../../api/operations.ts';
import { usePages } from '../../../api/queries.ts';
import { Drawer } from '../../../parts/drawer.tsx';
import { Pages } from '../../../parts/pages.tsx';
import { Table } from '../../../parts/table.tsx';
import { Day, Mark } from '../../../parts/values.tsx';
import { touchpointStatuses } from '../../../words/kinds.ts';
import { reports as say, type ProgramFigure } from '../../../words/reports.ts';

/** Messages that a figure counts, by what they are now; others are counted by what happened to them, and not listed. */
const STATUSES: Partial<Record<ProgramFigure, readonly ScheduledTouchpointStatus[]>> = {
  open: ['scheduled', 'proposed', 'approved'],
  skipped: ['skipped'],
  superseded: ['superseded'],
  failed: ['failed'],
  uncertain: ['uncertain'],
};

/** As the API takes them; null: the figure has no such list. */
export const statusesOf = (figure: ProgramFigure): string | null => STATUSES[figure]?.join(',') ?? null;

/** The messages of a group in a state. */
export function MessageRows({
  title,
  query,
  onClose,
}: {
  title: string;
  query: NonNullable<Input<'listScheduledTouchpoints'>['query']>;
  onClose: () => void;
}) {
  const list = usePages('listScheduledTouchpoints', { query });
  return (
    <Drawer title={title} onClose={onClose}>
      <Pages list={list} empty={<p className="muted">{say.noRows}</p>}>
        <Table
          label={title}
          rows={list.rows}
          keyOf={({ id }) => id}
          rowHead={{
            name: say.customer,
            cell: ({ customer }) => (
              <Link to="/customers/$id" params={{ id: customer.id }} dir="auto">
                {customer.name}
              </Link>
            ),
          }}
          columns={[
            { name: say.messages, cell: ({ touchpoint }) => <span dir="auto">{touchpoint.label}</span> },
            { name: say.planned, cell: ({ plannedOn }) => <Day day={plannedOn} /> },
            {
              name: say.status,
              cell: ({ status }) => <Mark tone="muted">{touchpointStatuses[status]}</Mark>,
            },
          ]}
        />
      </Pages>
    </Drawer>
  );
}
