import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Releaser, type Wake } from '../release-waiting.ts';
import { attempt } from '../wakes.ts';
import { callWaiting, recallWaiting } from './call-waiting.ts';

/**
 * Forgets limits that are no more, the last thing of the transaction that changes them, so that they are counted anew if
 * they come back. The result, to be called after the commit, calls who waits for one of them: a limit that was raised or
 * removed works at once (S14). `moved`: those whose days begin at other moments.
 */
export async function changeLimits(
  deps: CommandDeps,
  tx: Tx,
  {
    before,
    after,
    moved = [],
  }: { before: readonly string[]; after: readonly string[]; moved?: readonly string[] },
): Promise<Wake> {
  const removed = before.filter((scope) => !after.includes(scope));
  if (removed.length > 0) await deps.store.limitHistory.forgetLimits(tx, removed);
  return async () => {
    await attempt(callWaiting(deps, before));
    for (const scope of moved) await attempt(recallWaiting(deps, scope));
  };
}

/** Counts domains anew that are limited by another policy, or by the days of another zone (D6). */
export const recountDomains: Releaser = async ({ store }, tx, { release }) => {
  if (release.of === 'contact_policy') await store.limitHistory.forgetDomains(tx);
  return wakeNobody;
};
