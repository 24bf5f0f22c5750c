import type { Waiter } from '../../release-waiting.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Mails of recommended actions that wait for a mailbox. */
export const actionWaiter: Waiter<'action'> = {
  kind: 'action',
  list: ({ store }, tx, mailboxId) => store.waitingActions.listFailing(tx, mailboxId),
  async deal({ store, lifecycle }, tx, { dealt, now }) {
    const actions = await store.waitingActions.deal(tx, { dealt, now });
    return () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
  },
  async call({ store, lifecycle }, tx, input) {
    const actions = await store.waitingActions.call(tx, input);
    return () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
  },
  strays: ({ store }, db, now) => store.waitingActions.listOutOfLine(db, now),
};
