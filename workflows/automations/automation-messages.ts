import { continueAsNew, proxyActivities, setWorkflowOptions } from '@temporalio/workflow';
import type { SendActivities } from '../../activities/index.ts';
import { DELIVERY_OPTIONS } from '../options.ts';
import { deliverUntilEnded } from '../sending/deliver-until-ended.ts';
import { messagesChanged, type AutomationMessagesInput } from './automation-messages.messages.ts';

const { deliverAutomationMessages } = proxyActivities<SendActivities>(DELIVERY_OPTIONS);

/**
 * The delivery of what one pass of an automation wants to say.
 * Started, or woken, by the actions of the pass and its end, by the commands that retry, release or send a message, and by
 * the reconciler, after the rows are committed. The rows are the truth: a wake-up means "look again", and calls nothing off
 * that is on its way; that is what the fence is for.
 * Waits on a durable timer for what hours, caps, contact policy and holds keep back.
 * Ends when no message of the pass is to leave any more. Thousands of them are a handful of events.
 */
export async function automationMessages(input: AutomationMessagesInput): Promise<void> {
  await deliverUntilEnded({
    changed: messagesChanged,
    details: 'Delivering the messages of the pass.',
    waits: 'Messages wait',
    deliver: () => deliverAutomationMessages(input),
    again: () => continueAsNew<typeof automationMessages>(input),
  });
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, automationMessages);
