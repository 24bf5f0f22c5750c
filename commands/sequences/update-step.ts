import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { SavedStep, UpdateStep } from '../../contracts/sequences/steps.ts';
import type { StoredStep } from '../../domain/sequences/definition.ts';
import { findTargetProblems } from '../../domain/sequences/branch-problems.ts';
import { hasEdge } from '../../domain/sequences/graph.ts';
import { completeTiming } from '../../domain/sequences/new-step.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, refuseUnfitStep, stepOf } from './edit-steps.ts';

/** What rows not yet ready hold of their step: they follow its edits at once, the rest is read when they leave (S6). */
const FOLLOWED = ['timing', 'delivery', 'priority', 'assignee', 'conditions', 'fallback'] as const;

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
      const keys = changedKeys(patch, before);
      if (keys.length === 0) return { unchanged: stepId };
      const { now } = locked;
      const isBranching = keys.includes('conditions') || keys.includes('fallback');
      const after = patched(before, patch);
      const step = {
        ...after,
        ...(keys.includes('timing') && { timingEditedAt: now }),
        ...(keys.includes('delivery') && { deliveryEditedAt: now }),
        ...(isBranching && {
          branchingEditedAt: now,
          decidesSince: hasEdge(after) ? (before.decidesSince ?? now) : null,
        }),
      };
      await refuseUnfitStep(deps, locked, step);
      if (isBranching) refuseInvalid(findTargetProblems(locked.definition, step));
      await deps.store.steps.save(locked.tx, step);
      return {
        action: 'step.update',
        kind: 'step_edited',
        stepId,
        movesTimes: FOLLOWED.some((key) => keys.includes(key)),
        before: pick(before, keys),
        after: pick(step, keys),
      };
    },
  });
  return found(updated, 'step');
}

function patched(before: StoredStep, patch: UpdateStep): StoredStep {
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

/** What a patch changes of what is stored. */
function changedKeys(patch: UpdateStep, before: StoredStep): (keyof StoredStep)[] {
  const after = patched(before, patch);
  const keys = Object.keys(after) as (keyof StoredStep)[];
  return keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
}

function pick(step: StoredStep, keys: readonly (keyof StoredStep)[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, step[key]]));
}
