import { writeDraft } from '../../../commands/sending/write-draft.ts';
import { promptingOperations } from '../../../contracts/sending/prompting.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of texts that a language model writes. */
export const promptingRoutes = routesOf(promptingOperations, {
  writeDraft: ({ deps, actor, params, body }) => writeDraft(deps, actor, { ...body, ...params }),
  listPromptAnswers: ({ deps, actor, query }) => deps.store.promptAnswers.list(deps.db, actor, query),
});
