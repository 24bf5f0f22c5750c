import type { Actor } from '../../../contracts/actor.ts';
import type { AnswerExplanation } from '../../../contracts/insights/customer-explanation.ts';
import { localText, reason } from '../../../domain/programs/explain-touchpoint.ts';
import { heldText } from '../../../domain/sending/put-off.ts';
import type { CommandDeps } from '../../deps.ts';

/** What people answer to a customer and every reason that it has not left (O7). Reads only; the actor sees the customer. */
export async function explainAnswers(
  { db, store }: CommandDeps,
  actor: Actor,
  { customerId, now }: { customerId: string; now: number },
): Promise<AnswerExplanation[]> {
  const waiting = await store.answerViews.listWaiting(db, customerId);
  if (waiting.length === 0) return [];
  const { zone } = await store.organisation.get(db, actor);
  return waiting.map(({ id: answerId, conversationId, status, ...answer }): AnswerExplanation => {
    const { heldReason, heldUntil, putOff, errorCode, errorDetail } = answer;
    const until = heldUntil === null ? null : Date.parse(heldUntil);
    const isOnItsWay = status === 'requested' || status === 'sending';
    const at = isOnItsWay ? Math.max(until ?? now, now) : null;
    return {
      answerId,
      conversationId,
      status,
      answer:
        at === null
          ? 'Nothing leaves by itself as things stand.'
          : `Leaves on ${localText(at, zone)} at the earliest.`,
      nextSendAt: at === null ? null : new Date(at).toISOString(),
      reasons: isOnItsWay
        ? heldReason === null
          ? []
          : [reason(heldReason, heldText(heldReason, putOff), until)]
        : [reason(errorCode ?? status, errorDetail ?? 'It waits for a person.')],
    };
  });
}
