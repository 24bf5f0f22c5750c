import { continueAsNew, proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import { unlessCalledOff } from '../call-off.ts';
import { momentOf, reasonOf } from '../in-words.ts';
import { SEND_OPTIONS } from '../options.ts';
import { lookUntilEnded } from '../wakes.ts';
import { actionChanged, type ActionMailInput } from './action-mail.messages.ts';

const { sendAction } = proxyActivities<SendActivities>(SEND_OPTIONS);

/**
 * The mail of one recommended action.
 * Started, or woken, by the commands that send, retry or answer the action, and by the reconciler, after the row is
 * committed. The row is the truth: a wake-up calls off what has not passed the fence and looks again.
 * Waits on a durable timer for what holds the mail back longer than a few minutes.
 * Ends when no send is asked for any more: sent, refused, uncertain, skipped, or called off.
 */
export async function actionMail(input: ActionMailInput): Promise<void> {
  await lookUntilEnded(
    actionChanged,
    async (isNews) => {
      setCurrentDetails('Sending the mail.');
      const directive = await unlessCalledOff(isNews, () => sendAction(input));
      if (directive?.kind !== 'wait') return directive;
      const { until, reason } = directive;
      setCurrentDetails(`The mail waits (${reasonOf(reason)}) until ${momentOf(until)}.`);
      return { kind: 'wait', until, summary: `Mail waits: ${reasonOf(reason)}` };
    },
    () => continueAsNew<typeof actionMail>(input),
  );
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, actionMail);
