import type { Pass } from '../../../commands/repair.ts';

/** A pass of the reconciler for one repair alone, now, which counts and finds nothing unless told. */
export const lonePass = ({ deps, now }: Pick<Pass<never>, 'deps' | 'now'>) => ({
  deps,
  now,
  wakes: deps.lifecycle,
  isOver: () => false,
  failing: new Set<string>(),
  count: (): void => undefined,
  found: (): void => undefined,
});
