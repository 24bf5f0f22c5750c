import { writeDraft } from '../../../commands/sending/write-draft.ts';
import { promptingOperations } from '../../../contracts/sending/prompting.ts';
import { handle, operationOf } from '../../handle.ts';

/** Routes of texts that a language model writes. */
export const promptingRoutes = [
  handle(operationOf(promptingOperations, 'writeDraft'), ({ deps, actor, params, body }) =>
    writeDraft(deps, actor, { ...body, ...params }),
  ),
  handle(operationOf(promptingOperations, 'listPromptAnswers'), ({ deps, actor, query }) =>
    deps.store.promptAnswers.list(deps.db, actor, query),
  ),
];
