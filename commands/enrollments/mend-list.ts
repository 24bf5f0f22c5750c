import { SYSTEM } from '../../contracts/actor.ts';
import type { Unfollowed } from '../../infra/db/enrollments/list-following.ts';
import type { CommandDeps } from '../deps.ts';
import { REPAIRED_ROWS } from '../repair.ts';
import type { Wake } from '../release-waiting.ts';
import { runCommand } from '../run-command.ts';
import { holdRemoved, takeAllIn } from './follow-list.ts';

/**
 * Compares a list with the sequence that follows it, and does what is missing (O9, S17). Behind the lock of the list: whoever
 * changes its members has done it, or comes after. @returns how many enrollments and operations it was about
 */
export async function mendList(
  deps: CommandDeps,
  { listId, sequenceId, ...is }: Unfollowed,
): Promise<number> {
  const { store } = deps;
  const wakes: Wake[] = [];
  const mended = await runCommand(deps, SYSTEM, async (tx, now) => {
    await store.lists.lock(tx, listId, 'alone');
    const follower = await store.listBinding.findFollower(tx, listId);
    if (follower?.sequenceId !== sequenceId) return 0;
    const by = { actor: SYSTEM, now };
    const hasJoined = is.hasJoined && (await store.listFollowing.hasPending(tx, listId));
    if (hasJoined) wakes.push(await takeAllIn(deps, tx, { sequenceId, listId, ...by }));
    const enrollmentIds = await store.listFollowing.findLeft(tx, { listId, now, limit: REPAIRED_ROWS });
    const { wake } = await holdRemoved(deps, tx, { enrollmentIds, reason: 'Left the list', ...by });
    wakes.push(wake);
    return enrollmentIds.length + (hasJoined ? 1 : 0);
  });
  for (const wake of wakes) await wake();
  return mended;
}
