import { SYSTEM } from '../../contracts/actor.ts';
import type { CommandDeps } from '../deps.ts';
import { recordMessageEvent } from './record-message-event.ts';

/**
 * Takes somebody off, who followed the link in a copy of a message (D3, M5): the address it went to gets no mail any more.
 * The enrollment stops by the main recipient's choice alone. Doing it again makes no second event, and suppresses an address
 * that was taken off the list since; that of somebody who was erased (U5) is suppressed already.
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
  const eventKey = `unsubscribe/${messageId}/${n}`;
  const address = owner.address ?? undefined;
  await recordMessageEvent(deps, SYSTEM, {
    kind: 'unsubscribe',
    messageId,
    n,
    address,
    source: 'link',
    eventKey,
  });
  return true;
}
