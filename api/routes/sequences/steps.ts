import { addStep } from '../../../commands/sequences/add-step.ts';
import { moveStep } from '../../../commands/sequences/move-step.ts';
import { previewStep } from '../../../commands/sequences/preview-step.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import { found } from '../../../contracts/problems.ts';
import { stepOperations } from '../../../contracts/sequences/steps.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the steps of a sequence. */
export const stepRoutes = routesOf(stepOperations, {
  addStep: ({ deps, actor, params, body }) => addStep(deps, actor, { ...params, input: body }),
  getStep: async ({ deps, actor, params: { sequenceId, stepId } }) => {
    const isWriterAvailable = deps.writer.isAvailable;
    const asked = { sequenceId, now: await deps.now(), isWriterAvailable };
    const { steps } = found(await deps.store.sequenceViews.read(deps.db, actor, asked), 'sequence');
    return found(
      steps.find(({ id }) => id === stepId),
      'step',
    );
  },
  updateStep: ({ deps, actor, params, body }) => updateStep(deps, actor, { ...params, patch: body }),
  moveStep: ({ deps, actor, params, body }) => moveStep(deps, actor, { ...params, ...body }),
  removeStep: ({ deps, actor, params }) => removeStep(deps, actor, params),
  previewStep: ({ deps, actor, params, body }) => previewStep(deps, actor, { ...params, ...body }),
});
