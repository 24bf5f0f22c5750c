import { previewTemplate, previewTouchpoint } from '../../../commands/programs/touchpoints/preview-texts.ts';
import { textPreviewOperations } from '../../../contracts/programs/text-previews.operations.ts';
import { VARIABLES } from '../../../domain/programs/list-variables.ts';
import { routesOf } from '../../handle.ts';

/** Routes that show words before anything is sent or kept. */
export const textPreviewRoutes = routesOf(textPreviewOperations, {
  previewTouchpoint: ({ deps, actor, params, body }) =>
    previewTouchpoint(deps, actor, { ...params, ...body }),
  previewTemplate: ({ deps, actor, body }) => previewTemplate(deps, actor, body),
  listTemplateVariables: ({ query: { level } }) => {
    const isThere = ({ name }: { name: string }) => level !== 'account' || !name.startsWith('invoice.');
    return Promise.resolve({ items: VARIABLES.filter(isThere) });
  },
});
