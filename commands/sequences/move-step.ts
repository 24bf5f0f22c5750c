import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { MoveStep, SavedStep } from '../../contracts/sequences/steps.ts';
import { behind } from '../../domain/sequences/graph.ts';
import { idsOf, placed, placesInOrder } from '../../domain/sequences/step-order.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, stepOf } from './edit-steps.ts';

/**
 * Puts a step at another place of its branch or of another one, the last one if the place lies beyond (S6). Conditions that name
 * it follow it; whoever had it before goes on from where it stood.
 *
 * @throws ProblemError `not_found` when the sequence has no such step
 * @throws ProblemError `validation` for a branch that is none, and when offsets of an activated sequence would not increase any
 *   more or a path would come round again
 * @throws ProblemError `conflict` when the other branch has a step on its offset day, or the sequence has ended or is archived
 */
export async function moveStep(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, stepId, position, branchId: wanted }: MoveStep & { sequenceId: string; stepId: string },
): Promise<SavedStep> {
  const { store } = deps;
  const moved = await editSteps(deps, actor, {
    sequenceId,
    edit: async ({ tx, now, definition }) => {
      const step = stepOf(definition, stepId);
      const { branches, graph } = definition;
      const branchId = wanted ?? step.branchId;
      if (!branches.some(({ id }) => id === branchId))
        refuseInvalid([{ field: 'branchId', message: 'is no branch of this sequence' }]);
      const idsIn = (id: string) => idsOf(definition.steps.filter((each) => each.branchId === id));
      const before = idsIn(step.branchId);
      const after = placed(idsIn(branchId), stepId, position);
      const isSameBranch = branchId === step.branchId;
      if (isSameBranch && after.indexOf(stepId) === before.indexOf(stepId)) return { unchanged: stepId };
      await store.steps.save(tx, { ...step, branchId, timingEditedAt: now });
      const places = graph.places.filter((place) => place.stepId !== stepId || isSameBranch);
      await store.steps.reorder(tx, placesInOrder(places, branchId, after));
      const left = behind(graph, { stepId, branchId: step.branchId, isRemoved: false })?.stepId ?? null;
      await store.steps.recordMoves(tx, { moved: [{ stepId, behind: left }], now });
      const told = (id: string, order: readonly string[]) => ({
        position: order.indexOf(stepId) + 1,
        ...(!isSameBranch && { branchId: id }),
      });
      return {
        action: 'step.move',
        kind: 'step_moved',
        stepId,
        movesTimes: true,
        before: told(step.branchId, before),
        after: told(branchId, after),
      };
    },
  });
  return found(moved, 'step');
}
