import type { AnswerDirective } from '../../contracts/inbox/answer-directive.ts';
import type { ActivityDeps } from '../deps.ts';
import { sendOnce } from '../sending/send-once.ts';
import { takeBackCopies } from '../sending/take-back-copies.ts';
import { AnswerSource } from './answer-source.ts';

/** Which answer in a conversation. */
export interface SendAnswerInput {
  answerId: string;
}

/** Sends the answer that a person wrote (I5), and says when to look again. */
export function createSendAnswer(deps: ActivityDeps) {
  return async function sendAnswer({ answerId }: SendAnswerInput): Promise<AnswerDirective> {
    await takeBackCopies(deps, { kind: 'answer', id: answerId });
    return sendOnce(deps, new AnswerSource(deps, answerId));
  };
}
