import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import type { Wake } from '../../release-waiting.ts';
import { attempt } from '../../wakes.ts';
import { callWaiting } from '../../sending/call-waiting.ts';
import { outcomeOf, setOf } from './settle-message.ts';

/**
 * Cancels what an automation has not said yet, when a person ends it (A1): `inactive`, or completed by hand. What is on its way
 * stays there; what only the end date completes is said. The gate of the automation is closed first: once this is committed
 * nothing of it passes its fence. @returns what follows the commit
 */
export async function endMessages(
  deps: CommandDeps,
  tx: Tx,
  { automationId, now }: { automationId: string; now: number },
): Promise<Wake> {
  const { store } = deps;
  await store.locks.closeGate(tx, { kind: 'automation', id: automationId });
  const open = await store.automationMessages.lockOpen(tx, automationId);
  if (open.length === 0) return () => Promise.resolve();
  const ids = open.map(({ id }) => id);
  for (const { id } of open.filter(({ isClaimed }) => isClaimed))
    await store.ledger.takeClaimAway(tx, { kind: 'automation', id });
  const ending = { to: 'cancelled', reason: 'automation_ended', detail: null } as const;
  const set = { ...setOf(ending), heldReason: null, heldUntil: null, wakeAt: null };
  await store.automationMessages.set(tx, { ids, set, now });
  const effectIds = open.flatMap(({ effectId }) => effectId ?? []);
  await store.settledEffects.settle(tx, effectIds, { ...outcomeOf(ending), now });
  const freed = await store.leavingLines.leave(tx, { kind: 'automation', ids, ends: true });
  return () => attempt(callWaiting(deps, freed));
}
