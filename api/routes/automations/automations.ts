import { createAutomation, duplicateAutomation } from '../../../commands/automations/create-automation.ts';
import { deleteAutomation } from '../../../commands/automations/delete-automation.ts';
import { resumeAutomation, startAutomation } from '../../../commands/automations/start-automation.ts';
import {
  completeAutomation,
  deactivateAutomation,
  pauseAutomation,
} from '../../../commands/automations/stop-automation.ts';
import { updateAutomation } from '../../../commands/automations/update-automation.ts';
import { automationOperations } from '../../../contracts/automations/automations.operations.ts';
import { found } from '../../../contracts/problems.ts';
import { routesOf } from '../../handle.ts';

/** Routes of automations as a whole. */
export const automationRoutes = routesOf(automationOperations, {
  listAutomations: ({ deps, actor, query }) => deps.store.automationViews.list(deps.db, actor, query),
  createAutomation: ({ deps, actor, body }) => createAutomation(deps, actor, body),
  getAutomation: async ({ deps, actor, params }) =>
    found(await deps.store.automationViews.read(deps.db, actor, params.automationId), 'automation'),
  updateAutomation: ({ deps, actor, params, body }) =>
    updateAutomation(deps, actor, { ...params, patch: body }),
  deleteAutomation: ({ deps, actor, params }) => deleteAutomation(deps, actor, params),
  duplicateAutomation: ({ deps, actor, params, body }) =>
    duplicateAutomation(deps, actor, { ...params, ...body }),
  startAutomation: ({ deps, actor, params, body }) => startAutomation(deps, actor, { ...params, ...body }),
  pauseAutomation: ({ deps, actor, params }) => pauseAutomation(deps, actor, params),
  resumeAutomation: ({ deps, actor, params, body }) => resumeAutomation(deps, actor, { ...params, ...body }),
  deactivateAutomation: ({ deps, actor, params }) => deactivateAutomation(deps, actor, params),
  completeAutomation: ({ deps, actor, params }) => completeAutomation(deps, actor, params),
});
