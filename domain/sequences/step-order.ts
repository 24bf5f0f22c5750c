/** The ids of steps in order. */
export function idsOf(steps: readonly { id: string }[]): string[] {
  return steps.map((step) => step.id);
}

/** `ids` with `id` at a place from 1, the last one if the place lies beyond. */
export function placed(ids: readonly string[], id: string, position: number): string[] {
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, position - 1), id, ...others.slice(position - 1)];
}
