import { DEEPEST_CHAIN } from '../../../contracts/automations/kinds.ts';
import { actsOnChanges } from '../../../domain/automations/acts-on.ts';
import type { Touch } from '../../../infra/db/automations/automation-touches.ts';
import type { CommandDeps } from '../../deps.ts';
import { asking } from './asking.ts';
import { askedAsOf, type Moment } from './moment.ts';

/** Customers of one look, which is one transaction. */
const LOOK_CUSTOMERS = 500;

/**
 * Looks at the customers that were touched (A8): for each automation that runs or is paused one statement says who of
 * them came in and who went out. Who came in by a change of somebody else gets an item of work. Touches are taken out
 * of the feed in the same transaction, so each counts once, whoever looks.
 *
 * @returns whether more wait
 */
export async function lookAtTouched(deps: CommandDeps, moment: Moment): Promise<boolean> {
  const { automationTouches, automationFollowers, automationMembers } = deps.store;
  if (!(await automationTouches.areThere(deps.db))) return false;
  return deps.db.$transaction(async (tx) => {
    await automationTouches.lockFeed(tx);
    const { touches, isFull } = await automationTouches.take(tx, { customers: LOOK_CUSTOMERS });
    if (touches.length === 0) return false;
    // Who is set running later compares everybody, and finds what was touched until now.
    const ids = await automationFollowers.followedIds(tx);
    await automationMembers.lock(tx, ids);
    const { followed } = await automationFollowers.readFollowed(tx, moment.zone, ids);
    const customerIds = [...new Set(touches.map(({ customerId }) => customerId))];
    for (const one of followed) {
      const { automation, viewer, standing } = one;
      // Everybody is compared when it is asked again.
      if (automationFollowers.isResting(one, moment.now)) continue;
      const isActing = automationFollowers.isCompared(one) && actsOnChanges(automation, moment.now);
      await asking(deps, automation, () =>
        automationMembers.compare(tx, {
          automation,
          viewer,
          now: moment.now,
          asked: { ...askedAsOf(standing, moment), customerIds },
          ...(isActing && { causes: causesFor(automation.id, touches) }),
        }),
      );
    }
    return isFull;
  });
}

/**
 * How deep the change lies by which each customer is looked at (A7): what an automation did itself is no cause for it,
 * nor what lies too deep. Of several causes the least deep counts.
 */
function causesFor(automationId: string, touches: readonly Touch[]): Map<string, number> {
  const causes = new Map<string, number>();
  for (const touch of touches) {
    if (touch.automationId === automationId || touch.depth > DEEPEST_CHAIN) continue;
    const known = causes.get(touch.customerId);
    causes.set(touch.customerId, known === undefined ? touch.depth : Math.min(known, touch.depth));
  }
  return causes;
}
