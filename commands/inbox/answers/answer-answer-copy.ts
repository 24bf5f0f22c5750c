import type { CopyAnswerer } from '../../sending/answer-copy.ts';

/** Copies of an answer are for who may answer its conversation (I5). */
export const answerAnswer: CopyAnswerer = async ({ store, now: clock }, tx, actor, answerId) => {
  const answer = await store.answerSends.read(tx, answerId);
  if (answer === null) return { isAllowed: false, stopped: null };
  const { conversationId } = answer;
  const found = await store.conversationViews.find(tx, actor, { conversationId, now: await clock() });
  return { isAllowed: found !== null, stopped: null };
};
