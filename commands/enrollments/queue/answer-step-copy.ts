import type { CopyAnswerer } from '../../sending/answer-copy.ts';
import { queueClock } from './queue-clock.ts';

/** Copies of a step's message are for who may work on its row (S18, U3); none is sent once its enrollment was stopped (S10). */
export const answerStep: CopyAnswerer = async (deps, tx, actor, stepExecutionId) => {
  const now = await deps.now();
  const clock = await queueClock(deps, tx, now);
  const row = await deps.store.queue.find(tx, actor, { stepExecutionId, clock });
  if (!row) return { isAllowed: false, stopped: null };
  const { enrollmentId } = row;
  const enrollment = await deps.store.enrollmentViews.find(tx, actor, { enrollmentId, now });
  return {
    isAllowed: true,
    stopped: enrollment?.status === 'stopped' ? 'The enrollment was stopped.' : null,
  };
};
