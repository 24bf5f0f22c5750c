import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import { actionChanged, type ActionMailInput } from './action-mail.messages.ts';
import { Alarm } from '../alarm.ts';
import { SEND_OPTIONS } from '../send-options.ts';

const { sendAction } = proxyActivities<SendActivities>(SEND_OPTIONS);

/** A send that failed for good, against all its retries, is not tried at once. */
const AFTER_FAILURE_MS = 60_000;

/**
 * The mail of one recommended action.
 * Started, or woken, by the commands that send, retry or answer the action, and by the reconciler, after the row is
 * committed. The row is the truth: a wake-up calls off what has not passed the fence and looks again.
 * Waits on a durable timer for what holds the mail back longer than a few minutes.
 * Ends when no send is asked for any more: sent, refused, uncertain, skipped, or called off.
 */
export async function actionMail(input: ActionMailInput): Promise<void> {
  const alarm = new Alarm();
  let wakes = 0;
  setHandler(actionChanged, () => void wakes++);
  // The signal it was started with is no news.
  await Promise.resolve();
  for (;;) {
    const seen = wakes;
    const isNews = () => wakes > seen;
    const directive = await sendOrWake(input, isNews);
    if (directive === null) await condition(isNews, AFTER_FAILURE_MS);
    else if (directive.kind === 'wait') {
      alarm.arm(directive.until, `Mail waits: ${directive.reason.replaceAll('_', ' ')}`);
      await condition(() => isNews() || alarm.hasFired);
      alarm.disarm();
    } else if (!isNews()) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof actionMail>(input);
  }
}

/** Sends, unless a wake-up comes before the mail has passed the fence. Null: look again, at once if there is news. */
async function sendOrWake(input: ActionMailInput, isNews: () => boolean): Promise<ActionDirective | null> {
  const scope = new CancellationScope();
  let isDone = false;
  const woken = condition(() => isDone || isNews()).then(() => {
    if (!isDone) scope.cancel();
  });
  try {
    return await scope.run(() => sendAction(input));
  } catch (error) {
    if (isCancellation(error) && !scope.consideredCancelled) throw error;
    return null;
  } finally {
    isDone = true;
    await woken;
  }
}
