import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';

const { runWebhookFeed } = proxyActivities<ControlActivities>({
  taskQueue: TASK_QUEUES.control,
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

/**
 * Turns what changed into deliveries of webhooks, pass after pass.
 * Started by its Temporal Schedule, never two at once; the position of the feed stands in PostgreSQL.
 * Ends after ten minutes; the next one goes on.
 */
export async function webhookFeed(): Promise<void> {
  setCurrentDetails('Turning changes into deliveries of webhooks, for ten minutes.');
  await runWebhookFeed();
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, webhookFeed);
