import { SYSTEM } from '../../../contracts/actor.ts';
import { ID_PREFIXES } from '../../../contracts/ids.ts';
import type { SmsGatewayKind } from '../../../contracts/sending/kinds.ts';
import type { SmsReport } from '../../../infra/sms/read-webhook.ts';
import type { CommandDeps } from '../../deps.ts';
import { addSuppression } from '../../sending/add-suppression.ts';
import { recordMessageEvent } from '../record-message-event.ts';
import { sayArrived } from '../settle-proven.ts';

/**
 * Takes up what a gateway reports on an sms (S15): an event of its message, by the way of all events. Told again it counts
 * once, and what is faster than our own commit is judged when that is there. A number that is none is suppressed (D3). Any
 * report proves that the gateway took an sms of which nobody knew (D1).
 *
 * @param messageId from the address that the report came to; null: the gateway's own id tells which message it is
 * @returns false: there is no such message
 */
export async function receiveReport(
  deps: CommandDeps,
  gateway: SmsGatewayKind,
  { messageId, report }: { messageId: string | null; report: SmsReport },
): Promise<boolean> {
  const { gatewayId, status, refusal, at } = report;
  // What becomes of a confirmation, nobody asks.
  if (messageId?.startsWith(`${ID_PREFIXES.smsInbound}_`)) return true;
  if (messageId === null && gatewayId === null) return false;
  const by = messageId === null ? { gatewayId: gatewayId! } : { messageId };
  const message = await deps.store.smsInbound.findReported(deps.db, by);
  if (!message) return false;
  if (status === 'accepted') {
    if (message.status === 'uncertain') await sayArrived(deps, message);
    return true;
  }
  if (status === null) return true;
  const { address } = message;
  if (refusal !== null && address !== null && address.startsWith('+')) {
    const reason = refusal === 'opted_out' ? 'unsubscribed' : 'hard_bounce';
    await addSuppression(deps, SYSTEM, { channel: 'sms', address, reason, source: 'server' });
  }
  const now = await deps.now();
  await recordMessageEvent(deps, SYSTEM, {
    messageId: message.messageId,
    n: 1,
    kind: status,
    source: 'gateway',
    eventKey: `${gateway}/${gatewayId ?? message.messageId}/${status}`,
    occurredAt: new Date(Math.min(at ?? now, now)).toISOString(),
  });
  return true;
}
