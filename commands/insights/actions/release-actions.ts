import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Releasing, type Wake } from '../../release-waiting.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Lets mails of recommended actions look again. A hold of a customer they notice by themselves. */
export async function releaseActions(
  { store, lifecycle }: CommandDeps,
  tx: Tx,
  { release, now, isAgain = false }: Releasing,
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
      await store.waitingActions.releaseDeferred(tx, { now, isAgain });
      return wakeNobody;
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
