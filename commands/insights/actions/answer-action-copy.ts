import type { CopyAnswerer } from '../../sending/answer-copy.ts';

/** Copies of an action's mail are for who may send it (Q6). */
export const answerAction: CopyAnswerer = (_deps, _tx, actor) =>
  Promise.resolve({ isAllowed: actor.permissions.includes('customers.save'), stopped: null });
