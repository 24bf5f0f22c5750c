import { Context } from '@temporalio/activity';
import { followMembers } from '../../commands/automations/membership/follow-members.ts';
import { memberHooks } from '../../commands/automations/membership/member-hooks.ts';
import type { ActivityDeps } from '../deps.ts';
import { giveBackIfStopping, unlessStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Between two rounds: how late who was touched is looked at. */
const ROUND_GAP_MS = 5_000;
/** One run; its schedule starts the next one. One activity in ten minutes leaves Temporal Web readable. */
const RUN_MS = 590_000;

/** Keeps who belongs to the audiences of automations (A8), round after round. Ends after ten minutes. */
export function createFollowAutomations(deps: ActivityDeps) {
  return async function followAutomations(): Promise<void> {
    const round = followMembers(deps, memberHooks);
    const endsAt = performance.now() + RUN_MS;
    await whileBeating(deps, async () => {
      while (performance.now() < endsAt) {
        giveBackIfStopping(deps);
        const hasMore = await round();
        if (!hasMore) await unlessStopping(deps, () => Context.current().sleep(ROUND_GAP_MS));
      }
    });
  };
}
