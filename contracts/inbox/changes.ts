import { changesOf, of } from '../changes.ts';
import type { ReleaseChoice } from './kinds.ts';
import type { MailVerdict, WishAnswer } from './kinds.ts';

const suggestion = { data: of<{ kind: string; mailId: string }>() };
/** What mails propose, and what people make of it (I8). */
export const mailSuggestionChanges = changesOf('mailSuggestion', 'customer', {
  made: { event: 'mail_suggestion.made', ...suggestion },
  accepted: { event: 'mail_suggestion.accepted', ...suggestion },
  dismissed: { event: 'mail_suggestion.dismissed', ...suggestion },
});

const assigned = { data: of<{ assigneeId: string | null }>() };
const answered = { data: of<{ answerId: string }>() };

/** Conversations, and what people do with them (I5). */
export const conversationChanges = changesOf('conversation', 'customer', {
  /** The first mail of a thread that somebody has to answer. */
  opened: { event: 'conversation.opened', ...assigned },
  /** Somebody wrote again after it had been answered, put off or done, or there is more to do. */
  reopened: { event: 'conversation.reopened', ...assigned },
  answered: { event: 'conversation.answered', data: of<{ answerId: string; mailId: string }>() },
  done: { event: 'conversation.done' },
  snoozed: { event: 'conversation.snoozed', data: of<{ until: string }>() },
  assigned: { event: 'conversation.assigned', ...assigned },
  /** What the reply held back goes on, is stopped, or waits for a promise. */
  released: { event: 'conversation.released', data: of<{ choice: ReleaseChoice }>() },
  answerRetried: answered,
  answerCancelled: answered,
  answerMarkedAsSent: answered,
});

/** Mails that came in, and what people say of them (I3, I4); that one came is told as a communication. */
export const mailChanges = changesOf('mail', 'maybe', {
  /** A person said whether it is a wish to get no more mail. */
  wish_answered: { event: 'mail.wish_answered', data: of<{ answer: WishAnswer }>() },
  /** By a person, otherwise than before. */
  judged: { event: 'mail.judged', data: of<{ verdict: MailVerdict; before: MailVerdict }>() },
});
