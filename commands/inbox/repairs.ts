import { inParallel } from '../wakes.ts';
import { GRACE_MS, REPAIRED_ROWS, type Repair } from '../repair.ts';

/** Starts or wakes the sends of answers that nobody attends to. */
export const wakeAnswers: Repair<'answers'> = {
  counts: ['answers'],
  async run({ deps, now, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, limit: REPAIRED_ROWS };
    await inParallel(await deps.store.answerSends.findUnattended(deps.db, input), async (row) => {
      await deps.lifecycle.wakeAnswer(row);
      count('answers');
      found('send_unattended', 'conversationAnswer', row.answerId);
    });
  },
};
