import type { ConversationScope, ConversationStatus } from '../../../../contracts/inbox/kinds.ts';
import { compact, oneOf, textOf, type RawSearch } from '../../api/search.ts';

/** What the inbox shows: its filters, and the conversation that is open. */
export interface InboxSearch {
  scope?: Exclude<ConversationScope, 'mine'>;
  status?: Exclude<ConversationStatus, 'open'>;
  find?: string;
  open?: string;
}

export const inboxSearch = (raw: RawSearch): InboxSearch =>
  compact({
    scope: oneOf(raw['scope'], ['team', 'all']),
    status: oneOf(raw['status'], ['waiting', 'done']),
    find: textOf(raw['find']),
    open: textOf(raw['open']),
  });

/** The same as filters of the API; counts are of every status. */
export const filtersOf = ({ scope, find }: InboxSearch) => ({
  scope: scope ?? ('mine' as const),
  ...(find !== undefined && { search: find }),
});
