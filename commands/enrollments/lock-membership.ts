import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Locks what joins a customer to the list that its sequence follows, before customer and enrollment are locked: the list
 * among those who change its members, then the membership. Whoever edits the list, and the operation that takes its members
 * in, lock them in this order. The sequence follows the same list until the transaction ends.
 */
export async function lockMembership(
  { store }: CommandDeps,
  tx: Tx,
  { sequenceId, customerId }: { sequenceId: string; customerId: string },
): Promise<void> {
  await store.locks.passGates(tx, [{ kind: 'sequence', id: sequenceId }]);
  const list = await store.listBinding.findListOf(tx, sequenceId);
  if (!list) return;
  await store.lists.lock(tx, list.id, 'shared');
  await store.lists.lockMember(tx, { listId: list.id, customerId });
}
