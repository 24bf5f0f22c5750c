import { useState } from 'react';
import type { Selection } from './grid.tsx';

/** What is chosen: rows by id, or everything that matches. It ends when `of` (filters and order) becomes another. */
export interface Chosen<T> extends Selection<T> {
  ids: readonly string[];
  isAll: boolean;
  isNone: boolean;
  chooseAll: () => void;
  clear: () => void;
}

const NOBODY = { ids: new Set<string>() as ReadonlySet<string>, isAll: false };

/** Keeps a choice of rows over scrolling and reading again. */
export function useSelection<T extends { id: string }>(of: string, nameOf: (row: T) => string): Chosen<T> {
  const [state, setState] = useState({ of, ...NOBODY });
  const { ids, isAll } = state.of === of ? state : NOBODY;
  const set = (next: { ids: ReadonlySet<string>; isAll: boolean }): void => setState({ of, ...next });
  return {
    ids: [...ids],
    isAll,
    isNone: !isAll && ids.size === 0,
    nameOf,
    has: ({ id }) => isAll || ids.has(id),
    toggle: ({ id }) => {
      const next = new Set(isAll ? [] : ids);
      if (!next.delete(id)) next.add(id);
      set({ ids: next, isAll: false });
    },
    chooseAll: () => set({ ids: new Set(), isAll: true }),
    clear: () => set(NOBODY),
  };
}
