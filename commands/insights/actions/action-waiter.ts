import type { Waiter } from '../../release-waiting.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Mails of recommended actions that wait for a mailbox. */
export const actionWaiter: Waiter = {
  list: ({ store }, tx, mailboxId) => store.waitingActions.listFailing(tx, mailboxId),
  async deal({ store, lifecycle }, tx, { dealt, now }) {
    const actions = await store.waitingActions.deal(tx, { dealt, now });
    return () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
  },
};
