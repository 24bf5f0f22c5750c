import { localTimeOf } from '../../../domain/time/calendar.ts';
import type { Followed } from '../../../infra/db/automations/automation-followers.ts';
import type { CommandDeps } from '../../deps.ts';
import { AudienceRefused } from './asking.ts';
import { checkEverybody, compareEverybody } from './compare-everybody.ts';
import { lookAtTouched } from './look-at-touched.ts';
import { momentOf, type Moment } from './moment.ts';
import { isBehind, moveMembers } from './move-members.ts';

/** Looks of one round: between two rounds it is asked whether a new day has begun. */
const ROUND_LOOKS = 20;
/** Chunks of one round, of a comparison of everybody: who was touched is looked at in between. */
const ROUND_CHUNKS = 10;
/** From when on a new day's comparison of everybody begins: the customers that the day moves come first. */
const CHECK_FROM = '00:30';

/** What follows on what the rounds find. */
export interface MemberHooks {
  /** Begins or extends the pass for members who came in by a change; safe to repeat. */
  takePending(deps: CommandDeps, input: { automationId: string }): Promise<unknown>;
  /** Pauses an automation whose audience cannot be asked; safe to repeat. */
  pauseUnreadable(deps: CommandDeps, input: { automationId: string }): Promise<unknown>;
}

/** One round after the other; answers whether the next should follow at once. */
export type FollowRound = () => Promise<boolean>;

/**
 * Keeps the membership of all automations (A8): time first, for who is moved by it is not moved by a change; then what
 * was touched; then a piece of what has to be compared as a whole, or is, every night. Safe to run at any time and by
 * several at once: every step locks what it works on. One whose audience the database refuses is paused and rests, and
 * the others are followed on.
 */
export function followMembers(deps: CommandDeps, hooks: MemberHooks): FollowRound {
  let underWay: AsyncGenerator<void, void> | null = null;
  const round: FollowRound = async () => {
    const moment = await momentOf(deps);
    const { followed, unreadable } = await deps.store.automationFollowers.readFollowed(deps.db, moment.zone);
    for (const automationId of unreadable) await hooks.pauseUnreadable(deps, { automationId });
    const isAsked = (one: Followed) => !deps.store.automationFollowers.isResting(one, moment.now);
    for (const one of followed.filter(isAsked))
      if (isBehind(one, moment)) await moveMembers(deps, one, moment);
    let hasMore = true;
    for (let looks = 0; hasMore && looks < ROUND_LOOKS; looks += 1)
      hasMore = await lookAtTouched(deps, moment);
    if (followed.length === 0) return hasMore;
    const current = (await deps.store.automationFollowers.readFollowed(deps.db, moment.zone)).followed;
    underWay ??= nextComparison(deps, current.filter(isAsked), moment);
    for (let chunks = 0; underWay && chunks < ROUND_CHUNKS; chunks += 1)
      if ((await underWay.next()).done) underWay = null;
    await takeAll(deps, hooks, current);
    return hasMore || underWay !== null;
  };
  return async () => {
    try {
      return await round();
    } catch (error) {
      underWay = null;
      if (!(error instanceof AudienceRefused)) throw error;
      const { automationId } = error;
      await deps.store.automationFollowers.noteFailed(deps.db, automationId, await deps.now());
      await hooks.pauseUnreadable(deps, { automationId });
      return true;
    }
  };
}

/** The comparison that has to be made next: first what acts on nobody before it, last what should find nothing. */
function nextComparison(
  deps: CommandDeps,
  followed: readonly Followed[],
  moment: Moment,
): AsyncGenerator<void, void> | null {
  const { isCompared } = deps.store.automationFollowers;
  const due = followed.find((one) => !isCompared(one)) ?? followed.find(({ isSettling }) => isSettling);
  if (due) return compareEverybody(deps, due, moment);
  if (localTimeOf(moment.now, moment.zone) < CHECK_FROM) return null;
  const unchecked = followed.find(({ automation }) => (automation.comparedOn ?? '') < moment.today);
  return unchecked ? checkEverybody(deps, unchecked, moment) : null;
}

async function takeAll(deps: CommandDeps, hooks: MemberHooks, followed: readonly Followed[]): Promise<void> {
  const { automationFollowers, automationMembers } = deps.store;
  const ids = followed
    .filter((one) => one.automation.status === 'running' && automationFollowers.isCompared(one))
    .map(({ automation }) => automation.id);
  for (const automationId of await automationMembers.findPending(deps.db, ids))
    await hooks.takePending(deps, { automationId });
}
