import type { Actor } from '../../../contracts/actor.ts';
import { actionChanges } from '../../../contracts/insights/changes.ts';
import type { ActionSend } from '../../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';

/** A mail that has left, as the thread shows it. */
interface SentMail {
  messageId: string;
  contactId: string | null;
  subject: string;
  text: string;
}

/**
 * Completes an action whose mail has left: for who asked for it, with the mail in the thread of the customer. `actor` is
 * who knows it: the engine, or the person who found out.
 */
export async function logSentAction(
  deps: CommandDeps,
  tx: Tx,
  input: { action: ActionSend; actor: Actor; message: SentMail; now: number },
): Promise<void> {
  const { action, actor, message, now } = input;
  const { actionId, customerId, requestedById } = action;
  const { messageId, contactId, subject, text } = message;
  const cleared = {
    heldReason: null,
    heldUntil: null,
    errorCode: null,
    errorDetail: null,
    wakeAt: null,
  } as const;
  const done = { status: 'completed', sendStatus: 'sent', actedById: requestedById, actedAt: now } as const;
  await deps.store.actionSends.set(tx, { actionId, set: { ...cleared, ...done }, now });
  await deps.store.communications.insertAll(tx, [
    {
      id: deps.newId('communication'),
      customerId,
      contactId,
      kind: 'email',
      direction: 'outbound',
      subject,
      content: text,
      outcome: 'sent',
      authorId: requestedById,
      messageId,
      occurredAt: now,
      data: { actionId },
      now,
    },
  ]);
  const [before, after] = [{ status: action.status }, { status: 'completed', messageId }];
  const said = { actor, now, entityId: actionId, customerId, before, after };
  await recordChange(deps, tx, actionChanges.sent, said);
}
