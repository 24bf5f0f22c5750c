import { useState } from 'react';

/** Of each list, by its filters and order: on which row somebody stood, and how far it was scrolled. */
const kept = new Map<string, { id: string; index: number; top: number }>();
/** The list from which a row was opened last: whoever comes back goes on there. */
let left: string | null = null;

/** Where somebody stands in a list. */
export interface Place {
  /** Which list it is, with its filters and order. */
  list: string;
  at: number;
  setAt: (index: number) => void;
  /** So many rows on; none beyond the ends. */
  move: (step: number) => () => void;
  /** A row is opened in place of the list. */
  leave: () => void;
  /** Whether somebody comes back from a row of this list. */
  isBack: boolean;
  top: () => number;
  setTop: (top: number) => void;
}

/** The row that the keys stand on: it stays the same one when others come before it, and is found again by whoever comes back. */
export function usePlace(list: string, rows: readonly { id: string }[]): Place {
  const [, setMoved] = useState({});
  const [isBack] = useState(() => {
    const isIt = left === list;
    left = null;
    return isIt;
  });
  const mine = kept.get(list);
  const found = mine ? rows.findIndex(({ id }) => id === mine.id) : -1;
  const within = (index: number): number => Math.max(0, Math.min(rows.length - 1, index));
  const at = found >= 0 ? found : within(mine?.index ?? 0);
  const top = (): number => kept.get(list)?.top ?? 0;
  const keep = (index: number, toTop: number): void => {
    const row = rows[index];
    if (row) kept.set(list, { id: row.id, index, top: toTop });
  };
  const setAt = (index: number): void => {
    keep(index, top());
    setMoved({});
  };
  return {
    list,
    at,
    setAt,
    move: (step) => () => setAt(within(at + step)),
    leave: () => {
      keep(at, top());
      left = list;
    },
    isBack,
    top,
    setTop: (toTop) => keep(at, toTop),
  };
}
