import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Releasing, type Wake } from '../../release-waiting.ts';
import type { Pager } from '../../sending/apply-contact-policy.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Lets mails of recommended actions look again. A hold of a customer they notice by themselves. */
export async function releaseActions(
  { store, lifecycle }: CommandDeps,
  tx: Tx,
  { release, now }: Releasing,
): Promise<Wake> {
  switch (release.of) {
    case 'all':
    case 'mailbox': {
      const actions = await store.waitingActions.releaseHeld(tx, now);
      return () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
    }
    case 'retired_mailbox': {
      const actions = await store.waitingActions.releaseFromMailbox(tx, release.id, now);
      return () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
    }
    case 'contact_policy':
    case 'quiet_hours':
    case 'program':
    case 'program_hours':
    case 'program_sender':
    case 'default_mailbox':
    case 'sequence':
    case 'sequence_sender':
    case 'automation':
    case 'customer':
      return wakeNobody;
  }
}

/** Lets mails of recommended actions look again that wait for a day, or for an hour of it. */
export const actionPager: Pager = {
  kind: 'action',
  async release({ store, lifecycle }, tx, page) {
    const { last, actions } = await store.waitingActions.releaseDeferred(tx, page);
    const wake = () => inParallel(actions, (action) => attempt(lifecycle.wakeAction(action)));
    return { last, wake };
  },
};
