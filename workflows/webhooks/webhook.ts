import {
  condition,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import type { WebhookActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { endOfWait } from '../alarm.ts';
import { deliveriesAdded, type WebhookInput } from './webhook.messages.ts';

/** A round of calls takes up to 15 s each; the rows are the cursor, so a new attempt goes on where one ended. */
const { deliverWebhooks } = proxyActivities<WebhookActivities>({
  taskQueue: TASK_QUEUES.webhooks,
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Timers last whole seconds at least. */
const MIN_WAIT_MS = 1_000;

/**
 * Delivers the events of one webhook.
 * Started, or woken, by the feed of changes and by people who test or redeliver.
 * Waits until the next attempt is due; ends when nothing is on its way.
 */
export async function webhook(input: WebhookInput): Promise<void> {
  let hasMore = true;
  setHandler(deliveriesAdded, () => void (hasMore = true));
  while (hasMore) {
    hasMore = false;
    setCurrentDetails('Delivering what is due.');
    const { waitMs } = await deliverWebhooks(input);
    if (waitMs !== null) {
      const until = endOfWait(waitMs);
      setCurrentDetails(`Waiting for the next attempt until ${until}, or for more deliveries.`);
      await condition(() => hasMore, Math.max(waitMs, MIN_WAIT_MS));
      hasMore = true;
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof webhook>(input);
  }
  setCurrentDetails('Over: nothing is on its way.');
}
setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, webhook);
