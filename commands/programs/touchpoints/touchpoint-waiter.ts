import type { Waiter } from '../../release-waiting.ts';
import { wakeBatches } from '../../wakes.ts';

/** Approved messages of programs that wait for a mailbox. */
export const touchpointWaiter: Waiter = {
  list: ({ store }, tx, mailboxId) => store.waitingTouchpoints.listFailing(tx, mailboxId),
  async deal(deps, tx, { dealt, now }) {
    const batches = await deps.store.waitingTouchpoints.deal(tx, { dealt, now });
    return () => wakeBatches(deps, batches);
  },
};
