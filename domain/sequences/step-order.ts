import type { Place } from './graph.ts';

/** The ids of steps in order. */
export function idsOf(steps: readonly { id: string }[]): string[] {
  return steps.map((step) => step.id);
}

/** `ids` with `id` at a place from 1, the last one if the place lies beyond. */
export function placed(ids: readonly string[], id: string, position: number): string[] {
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, position - 1), id, ...others.slice(position - 1)];
}

/** All places of a branch with its steps in a new order: one that was removed stays in front of the step that came after it. */
export function placesInOrder(
  places: readonly Place[],
  branchId: string,
  order: readonly string[],
): string[] {
  const inFrontOf = new Map<string, string[]>();
  let removed: string[] = [];
  for (const place of places.filter((each) => each.branchId === branchId)) {
    if (place.isRemoved) {
      removed.push(place.stepId);
      continue;
    }
    inFrontOf.set(place.stepId, removed);
    removed = [];
  }
  return [...order.flatMap((id) => [...(inFrontOf.get(id) ?? []), id]), ...removed];
}
