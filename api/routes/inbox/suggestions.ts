import {
  acceptSuggestion,
  dismissSuggestion,
} from '../../../commands/inbox/suggestions/decide-suggestion.ts';
import { suggestionOperations } from '../../../contracts/inbox/suggestions.operations.ts';
import { routesOf } from '../../handle.ts';

/** Routes of what mails propose. */
export const suggestionRoutes = routesOf(suggestionOperations, {
  listMailSuggestions: ({ deps, actor, query }) => deps.store.mailSuggestions.list(deps.db, actor, query),
  acceptMailSuggestion: ({ deps, actor, params, body }) =>
    acceptSuggestion(deps, actor, { ...body, ...params }),
  dismissMailSuggestion: ({ deps, actor, params }) => dismissSuggestion(deps, actor, params),
});
