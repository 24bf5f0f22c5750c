import { callWaiting } from '../../commands/sending/call-waiting.ts';
import { attempt } from '../../commands/wakes.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import { domainsOf } from '../../domain/sending/contact-policy.ts';
import { labelOf } from '../../domain/sending/limits.ts';
import type { Sender } from '../../domain/sending/send-facts.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Gives the room of a copy back that the server refused before its body: with its main one it was counted for the cap of
 * its mailbox and for its domain, of which only what was handed over counts (M1).
 */
export async function forgoCopy(
  deps: ActivityDeps,
  { messageId, n, address, mailbox }: { messageId: string; n: number; address: string; mailbox: Sender },
): Promise<void> {
  const { sendLimits, organisation } = deps.store;
  const countedAt = await sendLimits.readUnusedRoom(deps.db, { messageId, n });
  if (countedAt === null) return;
  const { zone } = await organisation.get(deps.db, SYSTEM);
  const [domain] = domainsOf([address]);
  const scope = `mailbox/${mailbox.mailboxId}`;
  for (const each of [
    { scope: `domain/${domain}`, zone },
    { scope, zone: mailbox.zone },
  ]) {
    const window = { kind: 'day', zone: each.zone } as const;
    const at = labelOf({ ...each, window, amount: 0, weight: 1 }, countedAt);
    await sendLimits.forgo(deps.db, { scope: each.scope, at, weight: 1 });
  }
  await attempt(callWaiting(deps, [scope]));
}
