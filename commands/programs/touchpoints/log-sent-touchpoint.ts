import type { Actor } from '../../../contracts/actor.ts';
import { messageChanges } from '../../../contracts/sending/changes.ts';
import { changeEntry } from '../../../domain/change-entry.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { logSent, type SentMessage } from '../../sending/log-sent.ts';
import type { CommandDeps } from '../../deps.ts';

/** What a scheduled touchpoint does not have any more once it is over. */
export const NO_LONGER_WAITING = {
  heldReason: null,
  heldUntil: null,
  wakeAt: null,
  errorCode: null,
  errorDetail: null,
} as const;

/**
 * Completes a scheduled touchpoint whose mail has left: it stands in the thread of the customer and of its invoices (C5,
 * C8), and in the change feed. `actor` is who knows it: the engine, or the person who found out. The message names the
 * invoices it asks for.
 */
export async function logSentTouchpoint(
  deps: CommandDeps,
  tx: Tx,
  input: {
    item: ScheduledTouchpoint;
    actor: Actor;
    message: SentMessage & { invoiceIds: readonly string[] };
    now: number;
  },
): Promise<void> {
  const { item, actor, message, now } = input;
  const { scheduledTouchpointId, customerId, programId, touchpointId, runId } = item;
  const { messageId: entityId, contactId, invoiceIds } = message;
  await deps.store.scheduledTouchpoints.set(tx, {
    scheduledTouchpointId,
    set: { ...NO_LONGER_WAITING, status: 'completed', endedAt: now },
    why: 'sent',
    by: actor.userId,
    now,
  });
  const authorId = item.decidedById === 'system' ? null : item.decidedById;
  const about = { scheduledTouchpointId, programId, touchpointId, runId, invoiceIds };
  await logSent(deps, tx, { customerId, message, authorId, data: about, now });
  const data = { contactId, programId, touchpointId, scheduledTouchpointId };
  const told = { entityId, customerId, data };
  await deps.store.changes.record(tx, changeEntry(messageChanges.sent, { actor, now }, told));
}
