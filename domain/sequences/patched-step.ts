import type { UpdateStep } from '../../contracts/sequences/steps.ts';
import type { StoredStep } from './definition.ts';
import { hasEdge } from './graph.ts';
import { completeTiming } from './new-step.ts';

/** A step with what a patch changes of it; a timing is replaced as a whole. */
export function patchedStep(before: StoredStep, patch: UpdateStep): StoredStep {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const timing = patch.timing ? completeTiming(patch.timing) : before.timing;
  return { ...before, ...replacedText(patch), ...given, timing };
}

/** A prompt takes the place of a template and the other way round. */
function replacedText({ prompt, contentMode }: UpdateStep): Partial<StoredStep> {
  if (prompt != null || contentMode === 'prompt')
    return { subject: null, body: null, bodyText: null, language: null, variants: {}, contentMode: 'prompt' };
  return contentMode === 'template' ? { prompt: null } : {};
}

/** What differs between a step and what it is to be. */
export function changedKeys(before: StoredStep, after: StoredStep): (keyof StoredStep)[] {
  const keys = Object.keys(after) as (keyof StoredStep)[];
  return keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
}

/**
 * An edited step, with when what moves its times or what decides behind it was edited; `keys` are those that changed. `now`
 * is epoch milliseconds.
 */
export function stampedStep(
  { decidesSince }: Pick<StoredStep, 'decidesSince'>,
  step: StoredStep,
  keys: readonly (keyof StoredStep)[],
  now: number,
): StoredStep {
  return {
    ...step,
    ...(keys.includes('timing') && { timingEditedAt: now }),
    ...(keys.includes('delivery') && { deliveryEditedAt: now }),
    ...(isBranching(keys) && {
      branchingEditedAt: now,
      decidesSince: hasEdge(step) ? (decidesSince ?? now) : null,
    }),
  };
}

/** Whether an edit changes what decides behind a step (S15). */
export function isBranching(keys: readonly (keyof StoredStep)[]): boolean {
  return keys.includes('conditions') || keys.includes('fallback');
}
