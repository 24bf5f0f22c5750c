import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { SavedStep, UpdateStep } from '../../contracts/sequences/steps.ts';
import type { StoredStep } from '../../domain/sequences/definition.ts';
import { findTargetProblems } from '../../domain/sequences/branch-problems.ts';
import { changedKeys, isBranching, patchedStep, stampedStep } from '../../domain/sequences/patched-step.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, refuseUnfitStep, stepOf } from './edit-steps.ts';

/** What rows not yet ready hold of their step: they follow its edits at once, the rest is read when they leave (S6). */
export const FOLLOWED_STEP_FIELDS = [
  'timing',
  'delivery',
  'priority',
  'assignee',
  'conditions',
  'fallback',
] as const;

/**
 * Changes a step; what is not given stays, a timing is replaced as a whole (S6). New content reaches every execution
 * not yet ready, new timing re-plans live enrollments.
 *
 * @throws ProblemError `not_found` when the sequence has no such step
 * @throws ProblemError `validation` as addStep, and when an activated sequence could not run any more
 * @throws ProblemError `conflict` when its offset day is taken, or the sequence has ended or is archived
 */
export async function updateStep(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, stepId, patch }: { sequenceId: string; stepId: string; patch: UpdateStep },
): Promise<SavedStep> {
  const updated = await editSteps(deps, actor, {
    sequenceId,
    edit: async (locked) => {
      const before = stepOf(locked.definition, stepId);
      const patched = patchedStep(before, patch);
      const keys = changedKeys(before, patched);
      if (keys.length === 0) return { unchanged: stepId };
      const step = stampedStep(before, patched, keys, locked.now);
      await refuseUnfitStep(deps, actor, locked, { before, step });
      if (isBranching(keys)) refuseInvalid(findTargetProblems(locked.definition, step));
      await deps.store.steps.save(locked.tx, step);
      return {
        action: 'step.update',
        kind: 'step_edited',
        stepId,
        movesTimes: FOLLOWED_STEP_FIELDS.some((key) => keys.includes(key)),
        before: pick(before, keys),
        after: pick(step, keys),
      };
    },
  });
  return found(updated, 'step');
}

/** Some members of a step, for the audit log. */
export function pick<K extends keyof StoredStep>(
  step: Pick<StoredStep, K>,
  keys: readonly K[],
): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, step[key]]));
}
