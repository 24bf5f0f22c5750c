import type { CopyAnswerer } from '../../sending/answer-copy.ts';

/** Copies of a program's message are for who decides reviews, like the message itself (P7). */
export const answerTouchpoint: CopyAnswerer = (_deps, _tx, actor) =>
  Promise.resolve({ isAllowed: actor.permissions.includes('reviews.decide'), stopped: null });
