import { useEffect, useRef, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { words } from '../words/en.ts';

interface Props<T> {
  label: string;
  rows: readonly T[];
  idOf: (row: T) => string;
  /** The row that is open, or that the keys stand on. */
  current: string | null;
  onOpen: (row: T) => void;
  height: number;
  /** How many there are in all, where that is known. */
  total?: number;
  isDimmed?: boolean;
  hasMore?: boolean;
  onMore?: () => void;
  children: (row: T) => ReactNode;
}

const AHEAD = 8;

/** Rows of a list, those in sight alone in the page; one tab stop, arrows move, Enter opens. */
export function Rows<T>({
  label,
  rows,
  idOf,
  current,
  onOpen,
  height,
  total,
  isDimmed = false,
  hasMore = false,
  onMore,
  children,
}: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: AHEAD,
  });
  const at = rows.findIndex((row) => idOf(row) === current);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rows.length - AHEAD) onMore?.();
  }, [hasMore, last, rows.length, onMore]);
  const move = (step: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (row !== undefined) onOpen(row);
  };
  return (
    <div ref={scroller} className={isDimmed ? 'rows dimmed' : 'rows'}>
      <div
        role="listbox"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={
          at >= 0 && shown.some(({ index }) => index === at) ? `row-${current}` : undefined
        }
        style={{ height: virtual.getTotalSize() }}
        className="rows-inner"
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step === undefined) return;
          event.preventDefault();
          event.stopPropagation();
          move(step);
        }}
      >
        {shown.map(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          const id = idOf(row);
          return (
            <div
              key={id}
              id={`row-${id}`}
              role="option"
              aria-selected={id === current}
              aria-posinset={index + 1}
              aria-setsize={total ?? (hasMore ? -1 : rows.length)}
              className="row-option"
              style={{ height, transform: `translateY(${start}px)` }}
              onClick={() => onOpen(row)}
            >
              {children(row)}
            </div>
          );
        })}
      </div>
      {!hasMore && rows.length > AHEAD && <p className="muted end">{words.states.all}</p>}
    </div>
  );
}
