import { addStep } from '../../../commands/sequences/add-step.ts';
import { moveStep } from '../../../commands/sequences/move-step.ts';
import { previewStep } from '../../../commands/sequences/preview-step.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import { stepOperations } from '../../../contracts/sequences/steps.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of the steps of a sequence. */
export const stepRoutes = routesOf(stepOperations, {
  addStep: ({ deps, actor, params, body }) => addStep(deps, actor, { ...params, input: body }),
  updateStep: ({ deps, actor, params, body }) => updateStep(deps, actor, { ...params, patch: body }),
  moveStep: ({ deps, actor, params, body }) => moveStep(deps, actor, { ...params, ...body }),
  removeStep: ({ deps, actor, params }) => removeStep(deps, actor, params),
  previewStep: ({ deps, actor, params, body }) => previewStep(deps, actor, { ...params, ...body }),
});
