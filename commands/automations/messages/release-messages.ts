import type { Tx } from '../../../infra/db/client.ts';
import type { Released } from '../../../infra/db/automations/waiting-messages.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Release, type Wake } from '../../release-waiting.ts';
import type { Pager } from '../../sending/apply-contact-policy.ts';
import { wakeDeliveries } from './wake-messages.ts';

/** Lets messages of automations look again. */
export async function releaseMessages(
  deps: CommandDeps,
  tx: Tx,
  { release, now }: { release: Release; now: number },
): Promise<Wake> {
  const released = releasedBy(release);
  if (released === null) return wakeNobody;
  const passes = await deps.store.waitingMessages.release(tx, released, now);
  return () => wakeDeliveries(deps, passes);
}

function releasedBy(release: Release): Released | null {
  switch (release.of) {
    case 'all':
    case 'mailbox':
    case 'default_mailbox':
      return { of: release.of };
    case 'retired_mailbox':
    case 'customer':
    case 'automation':
      return { of: release.of, id: release.id };
    case 'contact_policy':
    case 'quiet_hours':
    case 'program':
    case 'program_hours':
    case 'program_sender':
    case 'sequence':
    case 'sequence_sender':
      return null;
  }
}

/** Lets messages of automations look again that wait for a day, or for an hour of it. */
export const messagePager: Pager = {
  kind: 'automation',
  async release(deps, tx, page) {
    const { last, passes } = await deps.store.waitingMessages.releaseDeferred(tx, page);
    return { last, wake: () => wakeDeliveries(deps, passes) };
  },
};

/** The same with sms that wait for quiet hours (M7). */
export const quietMessagePager: Pager = {
  kind: 'automation',
  async release(deps, tx, page) {
    const { last, passes } = await deps.store.waitingMessages.releaseQuiet(tx, page);
    return { last, wake: () => wakeDeliveries(deps, passes) };
  },
};
