import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationExplanation } from '../../../contracts/insights/customer-explanation.ts';
import type { WaitReason } from '../../../contracts/sending/kinds.ts';
import { localText, reason } from '../../../domain/programs/explain-touchpoint.ts';
import { heldText } from '../../../domain/sending/put-off.ts';
import type { CommandDeps } from '../../deps.ts';

/** What waits to be said to one customer is little. */
const MOST_MESSAGES = 100;
/** What ends at a moment that is known. */
const ENDING: ReadonlySet<WaitReason> = new Set([
  'window',
  'quiet_hours',
  'contact_policy',
  'mailbox_limit',
  'sequence_limit',
  'retrying',
  'mailbox_failing',
]);

/**
 * What automations want to say to a customer and every reason that it has not left (O7): what its row says, and what keeps it
 * back now. Reads only. Empty without the permission automations.read.
 */
export async function explainMessages(
  deps: CommandDeps,
  actor: Actor,
  { customerId, now }: { customerId: string; now: number },
): Promise<AutomationExplanation[]> {
  if (!actor.permissions.includes('automations.read')) return [];
  const { db, store } = deps;
  const waiting = await store.automationMessageViews.listWaiting(db, actor, {
    customerId,
    limit: MOST_MESSAGES,
  });
  if (waiting.length === 0) return [];
  const { zone } = await store.organisation.get(db, actor);
  const holds = new Map<string, Awaited<ReturnType<typeof store.sendHolds.readHeld>>>();
  for (const automationId of new Set(waiting.map((message) => message.automationId))) {
    const target = { customerId, mailboxId: null, automationId, now };
    holds.set(automationId, await store.sendHolds.readHeld(db, target));
  }
  return waiting.map((message): AutomationExplanation => {
    const { automationId, automationName, automationStatus, id: messageId, channel, status } = message;
    const { heldReason, heldUntil, errorCode, errorDetail, putOff } = message;
    const until = heldUntil === null ? null : Date.parse(heldUntil);
    const isPaused = automationStatus === 'paused';
    const held = holds.get(automationId) ?? null;
    const isOpen = status === 'requested' || status === 'sending';
    const isBack = isPaused || held !== null || (heldReason !== null && !ENDING.has(heldReason));
    const nextSendAt = isOpen && !isBack ? Math.max(until ?? now, now) : null;
    const reasons = [
      ...(isPaused ? [reason('paused', `The automation ${automationName} is paused.`)] : []),
      ...(held ? [reason(held.reason, heldWords(held.reason, automationName), held.until)] : []),
      ...(heldReason !== null && ENDING.has(heldReason)
        ? [reason(heldReason, WORDS[heldReason] ?? heldText(heldReason, putOff), until)]
        : []),
      ...(isOpen ? [] : [reason(errorCode ?? status, errorDetail ?? 'It waits for a person.')]),
    ];
    const answer =
      nextSendAt === null
        ? 'Nothing leaves by itself as things stand.'
        : `Leaves on ${localText(nextSendAt, zone)} at the earliest.`;
    const at = nextSendAt === null ? null : new Date(nextSendAt).toISOString();
    return { automationId, automationName, messageId, channel, status, answer, nextSendAt: at, reasons };
  });
}

const WORDS: Partial<Record<WaitReason, string>> = {
  window: 'Automations send from 09:00 to 18:00 in the zone of the organisation, Monday to Friday.',
  quiet_hours: 'The customer is not disturbed at night.',
  contact_policy: 'The customer has heard from us lately.',
  mailbox_limit: 'It stands in the line of its mailbox.',
};

/** What keeps everything back, in words. */
function heldWords(held: WaitReason, automationName: string): string {
  return held === 'switched_off'
    ? `Sending is switched off for everything, or for the automation ${automationName}.`
    : 'A hold keeps everything to the customer back.';
}
