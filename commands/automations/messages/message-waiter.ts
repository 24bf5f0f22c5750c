import type { Waiter } from '../../release-waiting.ts';
import { wakeDeliveries } from './wake-messages.ts';

/** Messages of automations that wait for a mailbox, a number, or in the line of a limit. */
export const automationWaiter: Waiter<'automation'> = {
  kind: 'automation',
  list: ({ store }, tx, mailboxId) => store.waitingMessages.listFailing(tx, mailboxId),
  async deal(deps, tx, { dealt, now }) {
    const passes = await deps.store.waitingMessages.deal(tx, { dealt, now });
    return () => wakeDeliveries(deps, passes);
  },
  async call(deps, tx, input) {
    const passes = await deps.store.waitingMessages.call(tx, input);
    return () => wakeDeliveries(deps, passes);
  },
  strays: ({ store }, db, now) => store.waitingMessages.listOutOfLine(db, now),
};
