import { archiveTemplate, createTemplate, updateTemplate } from '../../../commands/programs/save-template.ts';
import { found } from '../../../contracts/problems.ts';
import { templateOperations } from '../../../contracts/programs/templates.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of named texts. */
export const templateRoutes = [
  handle(operationOf(templateOperations, 'listTemplates'), ({ deps, actor, query }) =>
    deps.store.templateViews.list(deps.db, actor, query),
  ),
  handle(operationOf(templateOperations, 'createTemplate'), ({ deps, actor, body }) =>
    createTemplate(deps, actor, body),
  ),
  handle(operationOf(templateOperations, 'getTemplate'), async ({ deps, actor, params }) =>
    found(await deps.store.templateViews.read(deps.db, actor, params.templateId), 'template'),
  ),
  handle(operationOf(templateOperations, 'updateTemplate'), ({ deps, actor, params, body }) =>
    updateTemplate(deps, actor, { ...params, patch: body }),
  ),
  handle(operationOf(templateOperations, 'archiveTemplate'), ({ deps, actor, params }) =>
    archiveTemplate(deps, actor, params),
  ),
];
