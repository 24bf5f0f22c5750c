import type { Actor } from '../../../contracts/actor.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit } from '../../run-command.ts';
import { askAgain } from './answer-message.ts';
import { wakeDeliveries } from './wake-messages.ts';

/**
 * Tries the message of a failed effect again (A5), under the same row of the ledger: whoever has it already gets no second.
 * Two who ask at once ask once: the effect waits after the first. The record is the caller's to open.
 *
 * @returns false: the effect has no message that failed
 */
export async function retryEffect(
  deps: CommandDeps,
  tx: Tx,
  { effectId, actor, now }: { effectId: string; actor: Actor; now: number },
): Promise<boolean> {
  const { automationMessages } = deps.store;
  const messageId = await automationMessages.findOf(tx, effectId);
  const send = messageId === null ? null : await automationMessages.lock(tx, messageId);
  if (send?.sendStatus !== 'error') return false;
  const write = (set: Parameters<typeof automationMessages.set>[1]['set']) =>
    automationMessages.set(tx, { ids: [send.id], set, now });
  await askAgain({ deps, tx, now, actor, send, write }, null);
  const { passId, automationId } = send;
  await afterCommit(deps, () => wakeDeliveries(deps, [{ passId, automationId }]));
  return true;
}
