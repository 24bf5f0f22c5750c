import { SYSTEM } from '../../../contracts/actor.ts';
import type { ShownReply, TouchpointChanges } from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { RepliedItem } from '../../../infra/db/programs/reviews/replied-items.ts';
import { callWaiting } from '../../sending/call-waiting.ts';
import type { CommandDeps } from '../../deps.ts';
import { runCommand } from '../../run-command.ts';
import { attempt } from '../../wakes.ts';
import { returnToReview } from './return-to-review.ts';

/** Nothing moved but that somebody wrote. */
const NOTHING_ELSE: TouchpointChanges = { balance: null, credit: null, invoices: [], recipients: null };

/**
 * The customer has replied while messages of programs wait for a person, or were approved and have not left (I4, P14): they
 * are shown with the reply, and what was approved is decided anew. To be repeated as often as wanted: one reply returns an
 * item once, however it was decided since.
 */
export async function returnForReply(
  deps: CommandDeps,
  { customerId, reply }: { customerId: string; reply: ShownReply },
): Promise<void> {
  const items = await deps.store.repliedItems.findWaiting(deps.db, customerId);
  for (const item of items) await returnItem(deps, item, reply);
}

async function returnItem(deps: CommandDeps, item: RepliedItem, reply: ShownReply): Promise<void> {
  const { scheduledTouchpointId, programId } = item;
  let freed: string[] = [];
  await runCommand(deps, SYSTEM, async (tx, now) => {
    await deps.store.locks.passGates(tx, [{ kind: 'program', id: programId }]);
    const row = await deps.store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
    const seen = row?.returnedFor?.reply;
    if (!row || (seen && isSame(seen, reply))) return;
    if (row.status === 'proposed') {
      const returnedFor = { ...(row.returnedFor ?? NOTHING_ELSE), reply };
      const set = { returnedAt: now, returnedFor };
      const change = { scheduledTouchpointId, set, why: 'replied' };
      await deps.store.scheduledTouchpoints.set(tx, { ...change, by: SYSTEM.userId, now });
      return;
    }
    if (row.status !== 'approved' || (await hasLeft(deps, tx, scheduledTouchpointId))) return;
    const changes = { ...NOTHING_ELSE, reply };
    await returnToReview(deps, tx, { scheduledTouchpointId, changes, now });
    const leaving = { kind: 'touchpoint', ids: [scheduledTouchpointId], ends: true } as const;
    freed = await deps.store.leavingLines.leave(tx, leaving);
  });
  await attempt(callWaiting(deps, freed));
}

/** Nobody calls back what a server may have. */
async function hasLeft({ store }: CommandDeps, tx: Tx, id: string): Promise<boolean> {
  const message = await store.ledger.lockOf(tx, { kind: 'touchpoint', id });
  return message !== null && message.status !== 'claimed' && message.status !== 'cancelled';
}

const isSame = (one: ShownReply, other: ShownReply): boolean =>
  one.at === other.at && one.messageId === other.messageId && one.mailId === other.mailId;
