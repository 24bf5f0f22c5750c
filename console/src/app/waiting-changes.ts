import { useSyncExternalStore } from 'react';
import type { OperationId } from '../api/operations.ts';

/** Things that changed in lists which wait to be asked for: of each list, which things. */
let waiting: ReadonlyMap<OperationId, ReadonlySet<string>> = new Map();
const listeners = new Set<() => void>();
const set = (now: ReadonlyMap<OperationId, ReadonlySet<string>>): void => {
  waiting = now;
  for (const listener of listeners) listener();
};

/** Remembers that a thing of a list changed. */
export function addWaiting(id: OperationId, entityId: string): void {
  set(new Map(waiting).set(id, new Set([...(waiting.get(id) ?? []), entityId])));
}

/** They are loaded, or about to be. */
export function clearWaiting(ids: readonly OperationId[]): void {
  if (ids.some((id) => waiting.has(id))) set(new Map([...waiting].filter(([id]) => !ids.includes(id))));
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** How many things changed in these lists since they were read. */
export function useWaiting(ids: readonly OperationId[]): number {
  const now = useSyncExternalStore(subscribe, () => waiting);
  return new Set(ids.flatMap((id) => [...(now.get(id) ?? [])])).size;
}
