import { REPAIRED_ROWS, repairEach, type Repair } from '../repair.ts';

/** A mailbox that works is looked at every minute. */
const NEGLECTED_MS = 3 * 60_000;

/** Starts following mailboxes that nobody follows (I1): their start was lost, or they had a server before there was mail in. */
export const followMailboxes: Repair<'mailboxesFollowed'> = {
  counts: ['mailboxesFollowed'],
  async run({ deps, now, count, found }) {
    const before = now - NEGLECTED_MS;
    const neglected = await deps.store.followedMailboxes.listNeglected(deps.db, {
      before,
      limit: REPAIRED_ROWS,
    });
    await repairEach(neglected, async (mailboxId) => {
      // One that fails is neglected as well, and in good hands.
      if (await deps.lifecycle.isMailboxFollowed(mailboxId)) return;
      await deps.lifecycle.startMailbox(mailboxId);
      count('mailboxesFollowed');
      found('mailbox_unfollowed', 'mailbox', mailboxId);
    });
  },
};
