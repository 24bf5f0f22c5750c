import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { CommandDeps } from '../../deps.ts';
import { momentOf } from '../membership/moment.ts';

/** Customers who are asked at once. */
const CHUNK = 1_000;

/** Leaves out of a pass whoever does not belong to its audience now, for one whose membership nobody keeps. */
export async function leaveOutFormer(
  deps: CommandDeps,
  { automation, passId }: { automation: StoredAutomation; passId: string },
): Promise<void> {
  const { db, store } = deps;
  const moment = await momentOf(deps);
  const open = await store.untakenRecords.listUntaken(db, passId);
  for (let from = 0; from < open.length; from += CHUNK) {
    const asked = open.slice(from, from + CHUNK);
    const fits = new Set(
      await store.audiences.findMembers(db, automation.audience, { ...moment, customerIds: asked }),
    );
    const customerIds = asked.filter((customerId) => !fits.has(customerId));
    await store.untakenRecords.leaveOut(db, { passId, customerIds, now: moment.now });
  }
}
