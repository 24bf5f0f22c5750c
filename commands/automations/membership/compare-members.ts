import type { CommandDeps } from '../../deps.ts';
import { compareEverybody } from './compare-everybody.ts';
import { lookAtTouched } from './look-at-touched.ts';
import { momentOf } from './moment.ts';
import { isBehind, moveMembers } from './move-members.ts';

/** Looks that one call waits for: more changes than that come in faster than they can be looked at. */
const MAX_LOOKS = 2_000;

/**
 * Brings the membership of an automation up to date, for whoever needs it now: everybody is compared where that was not
 * done since it was set running, its audience was edited or its sight changed; otherwise what changed is looked at. Who
 * comes in by a comparison of everybody was in before: no item of work is made.
 */
export async function compareMembers(
  deps: CommandDeps,
  { automationId }: { automationId: string },
): Promise<void> {
  const { automationFollowers } = deps.store;
  const moment = await momentOf(deps);
  const [followed] = (await automationFollowers.readFollowed(deps.db, moment.zone, [automationId])).followed;
  if (!followed) return;
  if (!automationFollowers.isNewRun(followed) && isBehind(followed, moment))
    await moveMembers(deps, followed, moment);
  if (!automationFollowers.isCompared(followed)) {
    const chunks = compareEverybody(deps, followed, moment);
    while (!(await chunks.next()).done);
    return;
  }
  for (let looks = 0; looks < MAX_LOOKS && (await lookAtTouched(deps, moment)); looks += 1);
}
