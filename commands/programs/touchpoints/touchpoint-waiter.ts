import type { Waiter } from '../../release-waiting.ts';
import { wakeBatches } from '../../wakes.ts';

/** Approved messages of programs that wait for a mailbox. */
export const touchpointWaiter: Waiter<'touchpoint'> = {
  kind: 'touchpoint',
  list: ({ store }, tx, mailboxId) => store.waitingTouchpoints.listFailing(tx, mailboxId),
  async deal(deps, tx, { dealt, now }) {
    const batches = await deps.store.waitingTouchpoints.deal(tx, { dealt, now });
    return () => wakeBatches(deps, batches);
  },
  async call(deps, tx, input) {
    const batches = await deps.store.waitingTouchpoints.call(tx, input);
    return () => wakeBatches(deps, batches);
  },
  strays: ({ store }, db, now) => store.waitingTouchpoints.listOutOfLine(db, now),
};
