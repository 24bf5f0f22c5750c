import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { words } from '../words/en.ts';

const ROW_HEIGHT = 40;
const AHEAD = 12;

export interface Column<T> {
  name: string;
  isAmount?: true;
  cell: (row: T) => ReactNode;
}

/** Rows that are chosen for an act on all of them. */
export interface Selection<T> {
  has: (row: T) => boolean;
  toggle: (row: T) => void;
  nameOf: (row: T) => string;
}

/** A long table: rows in sight alone stand in the page; the focus is one row, which survives its leaving. */
export function Grid<T extends { id: string }>({
  label,
  columns,
  rows,
  total,
  at,
  onMove,
  onOpen,
  onMore,
  isDimmed = false,
  selection,
}: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  /** How many there are in all; -1: not known. */
  total: number;
  /** The row that the keys stand on. */
  at: number;
  onMove: (index: number) => void;
  onOpen: (id: string) => void;
  onMore: () => void;
  isDimmed?: boolean;
  selection?: Selection<T> | undefined;
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
      aria-label={label}
    >
      <table role="grid" aria-rowcount={total < 0 ? -1 : total + 1} aria-label={label}>
        <thead>
          <tr aria-rowindex={1}>
            {selection && (
              <th scope="col">
                <span className="unseen">{words.selection.column}</span>
              </th>
            )}
            {columns.map(({ name, isAmount }) => (
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
                  aria-selected={selection ? selection.has(row) : index === at}
                  data-current={index === at || undefined}
                  onClick={() => onMove(index)}
                  onDoubleClick={() => onOpen(row.id)}
                >
                  {selection && (
                    <td>
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={words.selection.choose(selection.nameOf(row))}
                        checked={selection.has(row)}
                        onChange={() => selection.toggle(row)}
                      />
                    </td>
                  )}
                  {columns.map(({ name, isAmount, cell }) => (
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
