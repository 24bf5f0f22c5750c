import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { CreateStep, SavedStep } from '../../contracts/sequences/steps.ts';
import { newStepContent } from '../../domain/sequences/new-step.ts';
import { idsOf, placed } from '../../domain/sequences/step-order.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, refuseUnfitStep } from './edit-steps.ts';

/**
 * Adds a step to the branch `main`, at a place or at the end (S3, S6).
 *
 * @throws ProblemError `validation` for broken templates and fields its type does not have
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
      const { sequence, steps } = definition;
      const step = {
        ...newStepContent(input, sequence.defaultDelivery),
        id: newId('step'),
        sequenceId,
        branchId: await store.sequences.mainBranchOf(tx, sequenceId),
        position: steps.length + 1,
        timingEditedAt: now,
        deliveryEditedAt: null,
      };
      await refuseUnfitStep(deps, locked, step);
      await store.steps.insertAll(tx, { steps: [step], createdAt: now });
      await store.steps.reorder(tx, placed(idsOf(steps), step.id, input.position ?? steps.length + 1));
      return { action: 'step.add', kind: 'step_added', stepId: step.id, movesTimes: true, after: step };
    },
  });
  return found(added, 'step');
}
