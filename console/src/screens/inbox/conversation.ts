import type { Input, ItemOf, Reply } from '../../api/operations.ts';

export type Row = ItemOf<'listConversations'>;
export type Detail = Reply<'getConversation'>;
export type Mail = Detail['mails'][number];
export type Answer = Detail['answers'][number];
export type Suggestion = ItemOf<'listMailSuggestions'>;
export type Filters = NonNullable<Input<'finishConversation'>['query']>;
export type Release = Input<'releaseConversation'>['body']['release'];
/** What has been done, in words, and the conversation to go on with. */
export type OnDone = (what: string, next: { id: string } | null) => void;
