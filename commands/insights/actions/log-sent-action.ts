import type { Actor } from '../../../contracts/actor.ts';
import { actionChanges } from '../../../contracts/insights/changes.ts';
import type { ActionSend } from '../../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { logSent, type SentMessage } from '../../sending/log-sent.ts';
import { recordChange } from '../../record-change.ts';

/**
 * Completes an action whose mail has left: for who asked for it, with the mail in the thread of the customer. `actor` is
 * who knows it: the engine, or the person who found out.
 */
export async function logSentAction(
  deps: CommandDeps,
  tx: Tx,
  input: { action: ActionSend; actor: Actor; message: SentMessage; now: number },
): Promise<void> {
  const { action, actor, message, now } = input;
  const { actionId, customerId, requestedById } = action;
  const cleared = {
    heldReason: null,
    heldUntil: null,
    errorCode: null,
    errorDetail: null,
    wakeAt: null,
  } as const;
  const done = { status: 'completed', sendStatus: 'sent', actedById: requestedById, actedAt: now } as const;
  await deps.store.actionSends.set(tx, { actionId, set: { ...cleared, ...done }, now });
  await logSent(deps, tx, { customerId, message, authorId: requestedById, data: { actionId }, now });
  const [before, after] = [{ status: action.status }, { status: 'completed', messageId: message.messageId }];
  const said = { actor, now, entityId: actionId, customerId, before, after };
  await recordChange(deps, tx, actionChanges.sent, said);
}
