import { proxyActivities, setCurrentDetails, setWorkflowOptions } from '@temporalio/workflow';
import type { BulkActivities } from '../../activities/index.ts';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import type { QueueBulkInput, QueueBulkResult } from './queue-bulk.messages.ts';

/** Two hours are far above 10,000 rows; the heartbeat finds a dead worker, and the rows are the cursor. */
const { actOnRows } = proxyActivities<BulkActivities>({
  taskQueue: TASK_QUEUES.bulk,
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Acts on many rows of the queue, one after the other.
 * Started by the command that applies what was counted, or by the reconciler.
 * Ends when every row has an outcome. Progress stands in PostgreSQL.
 */
export async function queueBulk({ bulkId }: QueueBulkInput): Promise<QueueBulkResult> {
  setCurrentDetails('Acting on the rows that were counted; progress stands with the bulk.');
  await actOnRows({ bulkId });
  return { bulkId };
}
setWorkflowOptions({ versioningBehavior: 'PINNED' }, queueBulk);
