import type { CopyAnswerer } from '../../sending/answer-copy.ts';

/** Copies of an automation's mail are for who may send it. */
export const answerMessage: CopyAnswerer = (_deps, _tx, actor) =>
  Promise.resolve({ isAllowed: actor.permissions.includes('customers.save'), stopped: null });
