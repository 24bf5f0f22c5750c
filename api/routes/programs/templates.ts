import { archiveTemplate, createTemplate, updateTemplate } from '../../../commands/programs/save-template.ts';
import { found } from '../../../contracts/problems.ts';
import { templateOperations } from '../../../contracts/programs/templates.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of named texts. */
export const templateRoutes = routesOf(templateOperations, {
  listTemplates: ({ deps, actor, query }) => deps.store.templateViews.list(deps.db, actor, query),
  createTemplate: ({ deps, actor, body }) => createTemplate(deps, actor, body),
  getTemplate: async ({ deps, actor, params, query }) =>
    found(await deps.store.templateViews.read(deps.db, actor, { ...params, ...query }), 'template'),
  updateTemplate: ({ deps, actor, params, body }) => updateTemplate(deps, actor, { ...params, patch: body }),
  archiveTemplate: ({ deps, actor, params }) => archiveTemplate(deps, actor, params),
});
