import type { ModelReply } from '../../infra/llm/chat-model.ts';
import { inParallel } from '../wakes.ts';

/** Questions of one turn: the next is begun by the reconciler. */
const MOST_A_TURN = 500;
/** Questions that are asked at once. */
const ASKED_AT_ONCE = 4;
/** By then whoever claimed something to ask about has an answer, or is gone. */
export const MODEL_CLAIM_MS = 20 * 60 * 1000;

/**
 * Asks a model about one thing after the other, several at once, until none is left or a turn is over.
 *
 * @param input.isOver asked before each: what is left is for the next time
 * @param input.askNext claims the next thing and asks about it; false: there is none
 */
export async function takeModelTurn({
  isOver,
  askNext,
}: {
  isOver: () => boolean;
  askNext: () => Promise<boolean>;
}): Promise<void> {
  let taken = 0;
  const lane = async (): Promise<void> => {
    while (!isOver() && taken < MOST_A_TURN) {
      taken += 1;
      if (!(await askNext())) return;
    }
  };
  await inParallel(
    Array.from({ length: ASKED_AT_ONCE }, () => lane),
    (run) => run(),
  );
}

/** What is read in a model's whole reply, or the code of why there is nothing to read. */
export function readReply<T>(
  reply: ModelReply,
  read: (text: string) => T | null,
): { answer: T } | { answer: null; code: string } {
  if (reply.kind === 'failed') return { answer: null, code: reply.code };
  if (reply.isTruncated) return { answer: null, code: 'truncated' };
  const answer = read(reply.text);
  return answer === null ? { answer: null, code: 'not_json' } : { answer };
}
