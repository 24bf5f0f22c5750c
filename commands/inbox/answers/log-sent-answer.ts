import type { AnswerSend } from '../../../infra/db/inbox/answer-sends.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { logSent, type SentMessage } from '../../sending/log-sent.ts';

/** Says that an answer has left: it stands in the thread of the customer, and counts as contact (C3, C8). */
export async function logSentAnswer(
  deps: Pick<CommandDeps, 'store' | 'newId'>,
  tx: Tx,
  { answer, message, now }: { answer: AnswerSend; message: SentMessage; now: number },
): Promise<void> {
  const { answerId, conversationId, customerId, authorId } = answer;
  const cleared = { heldReason: null, heldUntil: null, errorCode: null, errorDetail: null, wakeAt: null };
  await deps.store.answerSends.set(tx, { answerId, set: { ...cleared, sendStatus: 'sent' }, now });
  const data = { conversationId, conversationAnswerId: answerId };
  await logSent(deps, tx, { customerId, message, authorId, data, now });
}
