import { SYSTEM } from '../../../contracts/actor.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { AnswerSend } from '../../../infra/db/inbox/answer-sends.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { standOpen } from '../conversations/stand-open.ts';

/** Why an answer is nobody's any more until a person looks at it. */
export interface AnswerProblem {
  sendStatus: 'error' | 'uncertain';
  code: string;
  detail: string;
}

/** Shows that an answer did not leave, or that nobody knows: its conversation has to be answered again. */
export async function showAnswerProblem(
  deps: CommandDeps,
  tx: Tx,
  { answer, problem, now }: { answer: AnswerSend; problem: AnswerProblem; now: number },
): Promise<void> {
  const { answerSends, conversations } = deps.store;
  const { answerId, conversationId, customerId } = answer;
  const { sendStatus, code: errorCode, detail: errorDetail } = problem;
  const over = { heldReason: null, heldUntil: null, wakeAt: null };
  await answerSends.set(tx, { answerId, set: { ...over, sendStatus, errorCode, errorDetail }, now });
  const before = await conversations.lock(tx, conversationId);
  if (before === null || before.status === 'open') return;
  const { assigneeId } = await standOpen(deps, tx, { conversation: before, now });
  const { status } = before;
  const said = { actor: SYSTEM, now, entityId: conversationId, customerId, data: { assigneeId } };
  const change = { before: { status }, after: { status: 'open' } };
  await recordChange(deps, tx, conversationChanges.reopened, { ...said, ...change });
}
