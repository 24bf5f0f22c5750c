import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import type { ItemOf } from '../../../api/operations.ts';
import { AgingBar } from '../../../parts/aging-bar.tsx';
import { Mark, Moment, Money } from '../../../parts/values.tsx';
import { severities } from '../../../words/kinds.ts';
import { customers as say } from '../../../words/screens.ts';

type Row = ItemOf<'getCustomerTable'>;
const ROW_HEIGHT = 40;
const AHEAD = 12;
const TONES = { high: 'danger', medium: 'warning', healthy: 'good', none: 'muted' } as const;

const COLUMNS: { name: string; isAmount?: true; cell: (row: Row) => ReactNode }[] = [
  {
    name: say.columns.name,
    cell: (row) => (
      <Link to="/customers/$id" params={{ id: row.id }} dir="auto" className="cut" tabIndex={-1}>
        {row.name}
      </Link>
    ),
  },
  {
    name: say.columns.severity,
    cell: (row) => <Mark tone={TONES[row.severity]}>{severities[row.severity]}</Mark>,
  },
  {
    name: say.columns.overdue,
    isAmount: true,
    cell: (row) => <Money amount={row.overdue} currency={row.currency} />,
  },
  {
    name: say.columns.total,
    isAmount: true,
    cell: (row) => <Money amount={row.total} currency={row.currency} />,
  },
  { name: say.columns.aging, cell: (row) => <AgingBar aging={row.aging} /> },
  {
    name: say.columns.credit,
    isAmount: true,
    cell: (row) => <Money amount={row.credit} currency={row.currency} />,
  },
  { name: say.columns.owner, cell: (row) => <span dir="auto">{row.arOwner?.name}</span> },
  {
    name: say.columns.labels,
    cell: (row) => <span dir="auto">{row.labels.map(({ name }) => name).join(', ')}</span>,
  },
  {
    name: say.columns.lastContact,
    cell: (row) => row.lastContactAt !== null && <Moment at={row.lastContactAt} />,
  },
];

/** Rows in sight alone stand in the page; the focus is one row, which survives its leaving. */
export function CustomerTable({
  rows,
  total,
  at,
  onMove,
  onOpen,
  onMore,
  isDimmed,
}: {
  rows: readonly Row[];
  total: number;
  at: number;
  onMove: (index: number) => void;
  onOpen: (id: string) => void;
  onMore: () => void;
  isDimmed: boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: AHEAD,
  });
  useEffect(() => virtual.scrollToIndex(at, { align: 'auto' }), [at, virtual]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onMore();
  }, [last, rows.length, onMore]);
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div
      ref={scroller}
      className={isDimmed ? 'table-scroll dimmed' : 'table-scroll'}
      tabIndex={0}
      role="group"
      aria-label={say.table}
    >
      <table role="grid" aria-rowcount={total + 1} aria-label={say.table}>
        <thead>
          <tr aria-rowindex={1}>
            {COLUMNS.map(({ name, isAmount }) => (
              <th key={name} scope="col" className={isAmount && 'amount'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
          {shown.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <tr
                  key={row.id}
                  aria-rowindex={index + 2}
                  aria-selected={index === at}
                  onClick={() => onMove(index)}
                  onDoubleClick={() => onOpen(row.id)}
                >
                  {COLUMNS.map(({ name, isAmount, cell }) => (
                    <td key={name} data-name={name} className={isAmount && 'amount'}>
                      {cell(row)}
                    </td>
                  ))}
                </tr>
              )
            );
          })}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}
