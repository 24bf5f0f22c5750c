import { proxyActivities } from '@temporalio/workflow';
import type { BulkActivities } from '../activities/index.ts';
import { TASK_QUEUES } from '../contracts/task-queues.ts';

const { reconcileAll } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 1 },
});

/**
 * One pass of the reconciler.
 * Started by its Temporal Schedule every few seconds, never two at once.
 * Ends when the pass is done; a failed pass is made up by the next.
 */
export async function reconcile(): Promise<void> {
  await reconcileAll();
}
