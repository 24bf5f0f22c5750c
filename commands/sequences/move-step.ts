import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { MoveStep, SavedStep } from '../../contracts/sequences/steps.ts';
import { idsOf, placed, placesInOrder } from '../../domain/sequences/step-order.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, stepOf } from './edit-steps.ts';

/**
 * Puts a step at another place of its branch, the last one if the place lies beyond (S6).
 *
 * @throws ProblemError `not_found` when the sequence has no such step
 * @throws ProblemError `validation` when offsets of an activated sequence would not increase any more
 * @throws ProblemError `conflict` when the sequence has ended or is archived
 */
export async function moveStep(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, stepId, position }: MoveStep & { sequenceId: string; stepId: string },
): Promise<SavedStep> {
  const { store } = deps;
  const moved = await editSteps(deps, actor, {
    sequenceId,
    edit: async ({ tx, now, definition }) => {
      const step = stepOf(definition, stepId);
      const { branchId } = step;
      const before = idsOf(definition.steps.filter((each) => each.branchId === branchId));
      const after = placed(before, stepId, position);
      if (after.indexOf(stepId) === before.indexOf(stepId)) return { unchanged: stepId };
      await store.steps.save(tx, { ...step, timingEditedAt: now });
      await store.steps.reorder(tx, placesInOrder(definition.graph.places, branchId, after));
      return {
        action: 'step.move',
        kind: 'step_moved',
        stepId,
        movesTimes: true,
        before: { position: before.indexOf(stepId) + 1 },
        after: { position: after.indexOf(stepId) + 1 },
      };
    },
  });
  return found(moved, 'step');
}
