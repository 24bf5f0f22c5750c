import { inParallel } from '../wakes.ts';
import { GRACE_MS, REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';
import { followMail } from './follow-mail.ts';
import { settleFoundInSent } from './settle-own-copy.ts';

/** Goes on with mails that were stored and not followed, and settles what was found in Sent (I4, I7). */
export const followUnprocessed: Repair<'mails' | 'foundInSent'> = {
  counts: ['mails', 'foundInSent'],
  async run({ deps, now, count, found }) {
    const input = { before: now - GRACE_MS, limit: REPAIRED_ROWS };
    await repairEach(await deps.store.mails.findUnprocessed(deps.db, input), async (mailId) => {
      await followMail(deps, mailId);
      count('mails');
      found('not_followed', 'mail', mailId);
    });
    count('foundInSent', await settleFoundInSent(deps));
  },
};

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
