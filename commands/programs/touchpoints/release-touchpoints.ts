import type { Tx } from '../../../infra/db/client.ts';
import type { Released } from '../../../infra/db/programs/touchpoints/waiting-touchpoints.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Releasing, type Wake } from '../../release-waiting.ts';
import type { Pager } from '../../sending/apply-contact-policy.ts';
import { wakeBatches } from '../../wakes.ts';

/** Lets approved messages of programs look again. */
export async function releaseTouchpoints(
  deps: CommandDeps,
  tx: Tx,
  { release, now }: Releasing,
): Promise<Wake> {
  const { waitingTouchpoints } = deps.store;
  const held = async (released: Released): Promise<Wake> => {
    const batches = await waitingTouchpoints.releaseHeld(tx, released, now);
    return () => wakeBatches(deps, batches);
  };
  switch (release.of) {
    case 'all':
    case 'mailbox':
    case 'default_mailbox':
      return held({ scope: release.of });
    case 'retired_mailbox':
      return held({ scope: 'retired_mailbox', mailboxId: release.id });
    case 'program':
      return held({ scope: 'program', programId: release.id });
    case 'program_hours':
      return held({ scope: 'hours', programId: release.id });
    case 'program_sender':
      return held({ scope: 'sender', programId: release.id });
    case 'customer':
      return held({ scope: 'customer', customerIds: [release.id] });
    case 'contact_policy':
    case 'quiet_hours':
    case 'sequence':
    case 'sequence_sender':
    case 'automation':
      return wakeNobody;
  }
}

/** Lets approved messages of programs look again that the contact policy defers. */
export const touchpointPager: Pager = {
  kind: 'touchpoint',
  async release(deps, tx, page) {
    const { last, batches } = await deps.store.waitingTouchpoints.releaseDeferred(tx, page);
    return { last, wake: () => wakeBatches(deps, batches) };
  },
};
