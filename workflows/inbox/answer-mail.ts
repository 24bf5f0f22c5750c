import { continueAsNew, proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import { unlessCalledOff } from '../call-off.ts';
import { momentOf, reasonOf } from '../in-words.ts';
import { SEND_OPTIONS } from '../options.ts';
import { lookUntilEnded } from '../wakes.ts';
import { answerChanged, type AnswerMailInput } from './answer-mail.messages.ts';

const { sendAnswer } = proxyActivities<SendActivities>(SEND_OPTIONS);

/**
 * The mail of one answer in a conversation.
 * Started, or woken, by the commands that write, retry or cancel the answer, and by the reconciler, after the row is
 * committed. The row is the truth: a wake-up calls off what has not passed the fence and looks again.
 * Waits on a durable timer for what keeps the mail back longer than a few minutes.
 * Ends when it does not want to leave any more: sent, refused, uncertain, or cancelled.
 */
export async function answerMail(input: AnswerMailInput): Promise<void> {
  await lookUntilEnded(
    answerChanged,
    async (isNews) => {
      setCurrentDetails('Sending the answer.');
      const directive = await unlessCalledOff(isNews, () => sendAnswer(input));
      if (directive?.kind !== 'wait') return directive;
      const { until, reason } = directive;
      const why = reasonOf(reason);
      setCurrentDetails(`The answer waits (${why}) until ${momentOf(until)}.`);
      return { kind: 'wait', until, summary: `Answer waits: ${why}` };
    },
    () => continueAsNew<typeof answerMail>(input),
  );
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, answerMail);
