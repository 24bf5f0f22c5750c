import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import type { CreateStep, SavedStep } from '../../contracts/sequences/steps.ts';
import { findTargetProblems } from '../../domain/sequences/branch-problems.ts';
import { newStepContent } from '../../domain/sequences/new-step.ts';
import { hasEdge } from '../../domain/sequences/graph.ts';
import { idsOf, placed, placesInOrder } from '../../domain/sequences/step-order.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, refuseUnfitStep } from './edit-steps.ts';

/**
 * Adds a step to a branch, `main` unless said, at a place or at the end (S3, S6).
 *
 * @throws ProblemError `validation` for broken templates, fields its type does not have, and targets that do not exist
 * @throws ProblemError `conflict` when its offset day is taken, or the sequence has ended or is archived
 */
export async function addStep(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, input }: { sequenceId: string; input: CreateStep },
): Promise<SavedStep> {
  const { store, newId } = deps;
  const added = await editSteps(deps, actor, {
    sequenceId,
    edit: async (locked) => {
      const { tx, now, definition } = locked;
      const { sequence, steps, branches, graph } = definition;
      const branchId = input.branchId ?? branches[0]!.id;
      if (!branches.some(({ id }) => id === branchId))
        refuseInvalid([{ field: 'branchId', message: 'is no branch of this sequence' }]);
      const ofBranch = steps.filter((each) => each.branchId === branchId);
      const content = newStepContent(input, sequence.defaultDelivery);
      const step = {
        ...content,
        id: newId('step'),
        sequenceId,
        branchId,
        position: ofBranch.length + 1,
        timingEditedAt: now,
        deliveryEditedAt: null,
        decidesSince: hasEdge(content) ? now : null,
        branchingEditedAt: null,
      };
      await refuseUnfitStep(deps, actor, locked, { before: null, step });
      refuseInvalid(findTargetProblems(definition, step));
      await store.steps.insertAll(tx, { steps: [step], createdAt: now });
      const order = placed(idsOf(ofBranch), step.id, input.position ?? ofBranch.length + 1);
      await store.steps.reorder(tx, placesInOrder(graph.places, branchId, order));
      return { action: 'step.add', kind: 'step_added', stepId: step.id, movesTimes: true, after: step };
    },
  });
  return found(added, 'step');
}
