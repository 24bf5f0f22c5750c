import type { Condition, Fallback, Target } from '../../contracts/sequences/branches.ts';

/** Where a step stands; one that was removed keeps its place, since targets and decisions may name it. */
export interface Place {
  stepId: string;
  branchId: string;
  isRemoved: boolean;
}

/** Places of all steps, branch by branch in order; a branch that was removed is not named, its places are all removed. */
export interface Graph<P extends Place = Place> {
  /** `main` first. */
  branchIds: readonly string[];
  places: readonly P[];
}

/** What of a step decides where an enrollment goes behind it (S15). */
export interface Branching {
  conditions: readonly Condition[];
  fallback: Fallback | null;
}

/** What follows where nothing else is said. */
export const NEXT: Target = { kind: 'next' };

/** Whether a step has to be waited for: an outcome, or the want of one, says how it goes on. */
export function hasEdge({ conditions, fallback }: Branching): boolean {
  return conditions.length > 0 || fallback !== null;
}

/** Where every path begins; null: `main` has no steps. */
export function firstOf<P extends Place>({ branchIds, places }: Graph<P>, branchId = branchIds[0]): P | null {
  return places.find((place) => place.branchId === branchId) ?? null;
}

/** The place behind one in its branch, be it of a removed step; null: the branch ends. */
export function behind<P extends Place>({ places }: Graph<P>, place: Place): P | null {
  const rest = places.slice(places.findIndex(({ stepId }) => stepId === place.stepId) + 1);
  return rest.find(({ branchId }) => branchId === place.branchId) ?? null;
}

/** Where a target of a step leads, be it to the place of a removed step; null: to the end. */
export function placeOf<P extends Place>(graph: Graph<P>, from: Place, target: Target): P | null {
  switch (target.kind) {
    case 'next':
      return behind(graph, from);
    case 'end':
      return null;
    case 'branch':
      // One that was removed is passed by the decisions that were made in it.
      return firstOf(graph, target.branchId);
    case 'step':
      return graph.places.find(({ stepId }) => stepId === target.stepId) ?? null;
  }
}

/** The step that a target means: where it was removed, the one after it (S15); null: the path ends. */
export function stepMeant<P extends Place>(graph: Graph<P>, from: Place, target: Target): P | null {
  let place = placeOf(graph, from, target);
  while (place?.isRemoved) place = behind(graph, place);
  return place;
}

/** Whether what a target names is gone for good: no step of its branch is left to be meant. */
export function isGone({ branchIds, places }: Graph, target: Target): boolean {
  if (target.kind === 'branch') return !branchIds.includes(target.branchId);
  if (target.kind !== 'step') return false;
  const place = places.find(({ stepId }) => stepId === target.stepId);
  return place === undefined || !branchIds.includes(place.branchId);
}

/** A way on from a step, and what takes it. */
export interface Way {
  /** An outcome; `none`: the fallback; null: the step ends, nothing is waited for. */
  outcome: string | null;
  target: Target;
}

/** The ways on from a step, those of its conditions first: without a fallback it may also just go on. */
export function waysFrom({ conditions, fallback }: Branching): Way[] {
  const decided = conditions.map(({ outcome, target }): Way => ({ outcome, target }));
  const last: Way =
    fallback === null ? { outcome: null, target: NEXT } : { outcome: 'none', target: fallback.target };
  return [...decided, last];
}
