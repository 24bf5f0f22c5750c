import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import type { SightChange } from '../../enrollments/follow-sight.ts';
import { recordChange } from '../../record-change.ts';

/**
 * Gives the conversations of whoever does not see their customer any more to the successor, the primary user, then the AR owner
 * (S18), in the transaction that takes the sight away.
 */
export async function followConversations(
  deps: CommandDeps,
  tx: Tx,
  { of, successorId = null, actor, now }: SightChange,
): Promise<void> {
  const handed = await deps.store.conversations.reassignUnseen(tx, { of, successorId, now });
  for (const { conversationId: entityId, customerId, before, after } of handed) {
    const said = { actor, now, entityId, customerId, data: { assigneeId: after } };
    const change = { before: { assigneeId: before }, after: { assigneeId: after } };
    await recordChange(deps, tx, conversationChanges.assigned, { ...said, ...change });
  }
}
