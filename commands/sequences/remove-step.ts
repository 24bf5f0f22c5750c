import type { Actor } from '../../contracts/actor.ts';
import type { CommandDeps } from '../deps.ts';
import { editSteps, stepOf } from './edit-steps.ts';

/**
 * Takes a step out. Executions that are ready stay and can be acted on; those not yet ready never run (S6).
 *
 * @throws ProblemError `not_found` when the sequence has no such step
 * @throws ProblemError `validation` when it is the last one of an activated sequence
 * @throws ProblemError `conflict` when the sequence has ended or is archived
 */
export async function removeStep(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, stepId }: { sequenceId: string; stepId: string },
): Promise<void> {
  const { store } = deps;
  await editSteps(deps, actor, {
    sequenceId,
    edit: async ({ tx, definition }) => {
      const step = stepOf(definition, stepId);
      await store.steps.archive(tx, stepId);
      return { action: 'step.remove', kind: 'step_removed', stepId, movesTimes: true, before: step };
    },
  });
}
