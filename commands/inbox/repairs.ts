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
  async run({ deps, now, wakes, count, found }) {
    const input = { wakeBefore: now - GRACE_MS, seed: now, limit: REPAIRED_ROWS };
    await repairEach(await deps.store.answerSends.findUnattended(deps.db, input), async (row) => {
      await wakes.wakeAnswer(row);
      count('answers');
      found('send_unattended', 'conversationAnswer', row.answerId);
    });
  },
};

/** A mailbox that works is looked at every minute. */
const NEGLECTED_MS = 3 * 60_000;

/** Starts following mailboxes that nobody follows (I1): their start was lost, or they had a server before there was mail in. */
export const followMailboxes: Repair<'mailboxesFollowed'> = {
  counts: ['mailboxesFollowed'],
  async run({ deps, now, wakes, count, found }) {
    const since = { setBefore: now - GRACE_MS, lookedBefore: now - NEGLECTED_MS };
    const neglected = await deps.store.followedMailboxes.listNeglected(deps.db, {
      ...since,
      seed: now,
      limit: REPAIRED_ROWS,
    });
    await repairEach(neglected, async (mailboxId) => {
      // One that fails is neglected as well, and in good hands.
      if (await wakes.isMailboxFollowed(mailboxId)) return;
      await deps.lifecycle.startMailbox(mailboxId);
      count('mailboxesFollowed');
      found('mailbox_unfollowed', 'mailbox', mailboxId);
    });
  },
};
