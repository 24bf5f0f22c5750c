import { changesOf, of } from '../changes.ts';

const suggestion = { data: of<{ kind: string; mailId: string }>() };
/** What mails propose, and what people make of it (I8). */
export const mailSuggestionChanges = changesOf('mail_suggestion', 'customer', {
  made: { event: 'mail_suggestion.made', ...suggestion },
  accepted: { event: 'mail_suggestion.accepted', ...suggestion },
  dismissed: { event: 'mail_suggestion.dismissed', ...suggestion },
});
