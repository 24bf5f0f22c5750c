import type { Actor } from '../../contracts/actor.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseAll, type Wake } from '../release-waiting.ts';

/**
 * Lets customers hear again who waited for an answer to the wish in a mail, but for those with another wish that waits. To be
 * called with the customers locked.
 *
 * @returns whom to wake after the commit
 */
export async function endWish(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { mailId, customerIds, now }: { mailId: string; customerIds: readonly string[]; now: number },
): Promise<Wake> {
  const { mailEffects, holds } = deps.store;
  const others = await mailEffects.findStillWaiting(tx, { mailId, customerIds });
  const free = customerIds.filter((customerId) => !others.has(customerId));
  await holds.endWaitingForAnswer(tx, { customerIds: free, actorId: actor.userId, now });
  return releaseAll(deps, tx, { releases: free.map((id) => ({ of: 'customer', id })), now });
}
