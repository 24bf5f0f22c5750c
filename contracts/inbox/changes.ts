import { changesOf, of } from '../changes.ts';
import type { WishAnswer } from './kinds.ts';

/** Mails that came in, and what people say of them (I3, I4). */
export const mailChanges = changesOf('mail', 'maybe', {
  /** A person said whether it is a wish to get no more mail. */
  wish_answered: { event: 'mail.wish_answered', data: of<{ answer: WishAnswer }>() },
});
