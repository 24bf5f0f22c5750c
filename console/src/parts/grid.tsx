import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { words } from '../words/en.ts';
import type { Place } from './place.ts';

const [ROW_HEIGHT, DENSE_HEIGHT] = [40, 32];
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

/** Nothing else has the focus that somebody would miss: the page, or the heading that a new screen begins with. */
const isFocusFree = (): boolean => {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.tagName === 'H1';
};

/** A long table: rows in sight alone stand in the page; it is one tab stop, and the row the keys stand on is told by its id. */
export function Grid<T extends { id: string }>({
  label,
  columns,
  rows,
  total,
  place,
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
  place: Place;
  onOpen: (id: string) => void;
  onMore: () => void;
  isDimmed?: boolean;
  selection?: Selection<T> | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const { at } = place;
  const { hasDenseRows } = usePreferences();
  const height = hasDenseRows ? DENSE_HEIGHT : ROW_HEIGHT;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: AHEAD,
    initialOffset: place.top,
  });
  useEffect(() => virtual.measure(), [height, virtual]);
  const now = useRef(place);
  useEffect(() => {
    now.current = place;
  });
  useLayoutEffect(() => {
    if (now.current.isBack && isFocusFree()) table.current?.focus({ preventScroll: true });
  }, []);
  // Other filters are another list: it begins where somebody was in it, or at its top.
  const { list } = place;
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = now.current.top();
  }, [list]);
  const seen = useRef(at);
  useEffect(() => {
    // Where somebody scrolled to counts until the keys move on.
    if (seen.current === at) return;
    seen.current = at;
    virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onMore();
  }, [last, rows.length, onMore]);
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const current = shown.some(({ index }) => index === at) ? rows[at]?.id : undefined;
  return (
    <div
      ref={scroller}
      className={isDimmed ? 'table-scroll dimmed' : 'table-scroll'}
      onScroll={({ currentTarget }) => place.setTop(currentTarget.scrollTop)}
    >
      <table
        ref={table}
        role="grid"
        tabIndex={0}
        aria-rowcount={total < 0 ? -1 : total + 1}
        aria-label={label}
        aria-multiselectable={selection !== undefined}
        aria-activedescendant={current && `row-${current}`}
      >
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
                  id={`row-${row.id}`}
                  aria-rowindex={index + 2}
                  aria-selected={selection ? selection.has(row) : index === at}
                  data-current={index === at || undefined}
                  onClick={() => place.setAt(index)}
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
