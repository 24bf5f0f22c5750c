import type { Tx } from '../../../infra/db/client.ts';
import type { LockedConversation } from '../../../infra/db/inbox/conversations.ts';
import type { CommandDeps } from '../../deps.ts';

/**
 * Lets a conversation, which is locked, be answered again: by who had it, or by who follows if they have left or do not see the
 * customer any more (S18), which nobody asks of one that is done.
 *
 * @returns who answers it; null: nobody
 */
export async function standOpen(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  { conversation, now }: { conversation: LockedConversation; now: number },
): Promise<{ assigneeId: string | null }> {
  const { conversationId, assigneeId: held } = conversation;
  const which = { conversationId, assigneeId: held };
  // What was given to nobody stays so.
  const assigneeId = held === null ? null : await store.conversations.assigneeFor(tx, which);
  const set = { status: 'open', snoozedUntil: null, doneAt: null, doneById: null, assigneeId } as const;
  await store.conversations.set(tx, { conversationId, set, now });
  return { assigneeId };
}
