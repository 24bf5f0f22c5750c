import { Context } from '@temporalio/activity';
import { followMembers } from '../../commands/automations/membership/follow-members.ts';
import { memberHooks } from '../../commands/automations/membership/member-hooks.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp, unlessStopping } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Between two rounds: how late who was touched is looked at. */
const ROUND_GAP_MS = 5_000;
/** One run, of ten minutes where little changes; its schedule starts the next one. */
const RUN_ROUNDS = 118;

/** Keeps who belongs to the audiences of automations (A8), round after round. Ends after ten minutes. */
export function createFollowAutomations(deps: ActivityDeps) {
  return async function followAutomations(): Promise<void> {
    const round = followMembers(deps, memberHooks);
    await whileBeating(deps, async () => {
      for (let rounds = 0; rounds < RUN_ROUNDS; rounds += 1) {
        endIfGivenUp(deps);
        const hasMore = await round();
        if (!hasMore) await unlessStopping(deps, () => Context.current().sleep(ROUND_GAP_MS));
      }
    });
  };
}
