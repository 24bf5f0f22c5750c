import { createSavedView, removeSavedView, updateSavedView } from '../../../commands/console/save-view.ts';
import { savedViewOperations } from '../../../contracts/console/saved-views.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of names for what a screen shows. */
export const savedViewRoutes = routesOf(savedViewOperations, {
  listSavedViews: ({ deps, actor, query }) => deps.store.savedViews.list(deps.db, actor, query),
  createSavedView: ({ deps, actor, body }) => createSavedView(deps, actor, body),
  updateSavedView: ({ deps, actor, params, body }) => updateSavedView(deps, actor, { ...body, ...params }),
  removeSavedView: ({ deps, actor, params }) => removeSavedView(deps, actor, params),
});
