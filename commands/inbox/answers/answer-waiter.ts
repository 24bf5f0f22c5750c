import type { Waiter } from '../../release-waiting.ts';
import { attempt, inParallel } from '../../wakes.ts';

/** Answers in conversations that wait for a mailbox. */
export const answerWaiter: Waiter<'answer'> = {
  kind: 'answer',
  list: ({ store }, tx, mailboxId) => store.waitingAnswers.listFailing(tx, mailboxId),
  async deal({ store, lifecycle }, tx, { dealt, now }) {
    const answers = await store.waitingAnswers.deal(tx, { dealt, now });
    return () => inParallel(answers, (answer) => attempt(lifecycle.wakeAnswer(answer)));
  },
  async call({ store, lifecycle }, tx, input) {
    const answers = await store.waitingAnswers.call(tx, input);
    return () => inParallel(answers, (answer) => attempt(lifecycle.wakeAnswer(answer)));
  },
  strays: ({ store }, db, now) => store.waitingAnswers.listOutOfLine(db, now),
};
