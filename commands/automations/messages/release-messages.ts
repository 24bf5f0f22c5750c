import type { Tx } from '../../../infra/db/client.ts';
import type { Released } from '../../../infra/db/automations/waiting-messages.ts';
import type { CommandDeps } from '../../deps.ts';
import { wakeNobody, type Release, type Wake } from '../../release-waiting.ts';
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
    case 'contact_policy':
    case 'quiet_hours':
      return { of: release.of };
    case 'retired_mailbox':
    case 'customer':
    case 'automation':
      return { of: release.of, id: release.id };
    case 'program':
    case 'program_hours':
    case 'program_sender':
    case 'sequence':
    case 'sequence_sender':
      return null;
  }
}
