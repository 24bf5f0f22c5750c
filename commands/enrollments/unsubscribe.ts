import { SYSTEM } from '../../contracts/actor.ts';
import { ERASED } from '../../domain/erased.ts';
import { addSuppression } from '../sending/add-suppression.ts';
import type { CommandDeps } from '../deps.ts';
import { recordMailEvent } from './record-mail-event.ts';

/**
 * Takes somebody off, who followed the link in a copy of a message (D3, M5): the address it went to gets no mail any more.
 * The enrollment stops by the main recipient's choice alone. Doing it again changes nothing; the address of somebody who
 * was erased (U5) is suppressed already.
 *
 * @param copy.n whose copy; 1 is the main one
 * @returns false when there is no such message
 */
export async function unsubscribe(
  deps: CommandDeps,
  { messageId, n }: { messageId: string; n: number },
): Promise<boolean> {
  const owner = await deps.store.messageEvents.ownerOfMessage(deps.db, { messageId, n });
  if (!owner || (n > 1 && owner.address === null)) return false;
  if (owner.enrollmentId !== null && owner.isLive) {
    const { enrollmentId } = owner;
    const address = owner.address ?? undefined;
    const event = { kind: 'unsubscribe', messageId, n, address, source: 'link' } as const;
    await recordMailEvent(deps, SYSTEM, { enrollmentId, ...event });
  } else if (owner.address !== null && owner.address !== ERASED) {
    await addSuppression(deps, SYSTEM, { channel: 'email', address: owner.address, reason: 'unsubscribed' });
  }
  return true;
}
